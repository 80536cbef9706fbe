/** StatefulSets: order, claims, revisions. */
import { conformance } from './table.ts';

const set = (name: string, more = '', image = 'redis:7') => `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ${name}}
spec:
  serviceName: ${name}
  replicas: 2${more}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - {name: main, image: "${image}", command: [sh, -c, "echo ready; exec sleep 1000"], volumeMounts: [{name: data, mountPath: /data}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;

conformance('stateful sets', { concurrency: 3 }, [
  [
    { run: 'apply -f -', input: set('db'), out: 'statefulset.apps/db created' },
    { run: 'rollout status sts/db --timeout=30s', out: /partitioned roll out complete: 2 new pods have been updated\.\.\.\n$/ },
    { run: 'get sts db -o wide', cells: ['NAME|READY|AGE|CONTAINERS|IMAGES', 'db|2/2|~|main|redis:7'] },
    { run: 'get pods -l app=db', cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'db-0|1/1|Running|0|~', 'db-1|1/1|Running|0|~'] },
    { run: "get events -o 'jsonpath={range .items[?(@.involvedObject.kind==\"StatefulSet\")]}{.involvedObject.name} {.message}{\"\\n\"}{end}'", out: /^db create Claim data-db-0 Pod db-0 in StatefulSet db success\n(?:.*\n)*?db create Pod db-0 in StatefulSet db successful\n(?:.*\n)*?db create Claim data-db-1 Pod db-1 in StatefulSet db success\n(?:.*\n)*?db create Pod db-1 in StatefulSet db successful$/m },
    { run: 'get pvc -l app=db -o name', out: 'persistentvolumeclaim/data-db-0\npersistentvolumeclaim/data-db-1' },
    { run: 'get pod db-1 -o jsonpath={.metadata.labels}', out: /"apps\.kubernetes\.io\/pod-index":"1".*"controller-revision-hash":"db-\w+".*"statefulset\.kubernetes\.io\/pod-name":"db-1"/ },
    { run: 'set image sts/db main=redis:6', out: 'statefulset.apps/db image updated' },
    { run: 'rollout status sts/db --timeout=30s', out: /partitioned roll out complete: 2 new pods have been updated/ },
    { run: 'rollout history sts/db', out: 'statefulset.apps/db \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>' },
    { run: 'rollout history sts/db --revision=1', out: /^statefulset\.apps\/db with revision #1\nPod Template:\n {2}Labels:\tapp=db\n {2}Containers:\n {3}main:\n {4}Image:\tredis:7\n/ },
    { run: 'rollout undo sts/db --to-revision=9', status: 1, err: /unable to find specified revision 9 in history/ },
    { run: 'get controllerrevisions -l app=db --sort-by=.revision', cells: ['NAME|CONTROLLER|REVISION|AGE', 'db-*|statefulset.apps/db|1|~', 'db-*|statefulset.apps/db|2|~'] },
    { run: 'rollout undo sts/db', out: 'statefulset.apps/db rolled back' },
    { run: 'rollout status sts/db --timeout=30s', out: /2 new pods have been updated/ },
    { run: 'get pods -l app=db -o jsonpath={.items[*].spec.containers[0].image}', out: 'redis:7 redis:7' },
    { run: 'get sts db -o jsonpath={.status.currentRevision}={.status.updateRevision}', out: /^(db-\w+)=\1$/ },
    { run: 'rollout restart sts db', out: 'statefulset.apps/db restarted' },
    { run: 'rollout status sts/db --timeout=30s', out: /2 new pods have been updated/ },
    { run: 'describe sts db', out: /^Name: +db\nNamespace: +default\n[\s\S]*Replicas: +2 desired \| 2 total\nUpdate Strategy: +RollingUpdate\n {2}Partition: +0\nPods Status: +2 Running \/ 0 Waiting \/ 0 Succeeded \/ 0 Failed\n[\s\S]*Volume Claims:\n {2}Name: +data\n {2}StorageClass: +\n[\s\S]*Capacity: +1Gi\n[\s\S]*Events:[\s\S]*delete Pod db-1 in StatefulSet db successful/ },
    { run: 'scale sts db --replicas=1', out: 'statefulset.apps/db scaled' },
    { run: 'wait --for=delete pod/db-1 --timeout=30s' },
    { run: 'get pvc data-db-1', out: /Bound/ },
    { run: 'delete pod db-0', out: 'pod "db-0" deleted' },
    { run: 'wait --for=create pod/db-0 --timeout=30s', out: 'pod/db-0 condition met' },
    { run: 'wait --for=condition=Ready pod/db-0 --timeout=30s', out: 'pod/db-0 condition met' },
    { run: 'delete sts db --cascade=orphan', out: 'statefulset.apps "db" deleted' },
    { run: 'get pod db-0 -o jsonpath={.metadata.ownerReferences}', out: '' },
    { run: 'apply -f -', input: set('db', '').replace('replicas: 2', 'replicas: 1'), out: 'statefulset.apps/db created' },
    { run: 'get pod db-0 -o jsonpath={.metadata.ownerReferences[0].kind}', until: true, out: 'StatefulSet' },
    { run: 'delete sts db', out: 'statefulset.apps "db" deleted' },
    { run: 'wait --for=delete pod/db-0 --timeout=30s' },
    { run: 'delete pvc -l app=db', out: 'persistentvolumeclaim "data-db-0" deleted\npersistentvolumeclaim "data-db-1" deleted' },
  ],
  [
    { run: 'apply -f -', input: set('part', '\n  updateStrategy: {rollingUpdate: {partition: 1}}'), out: 'statefulset.apps/part created' },
    { run: 'rollout status sts/part --timeout=30s', out: /1 new pods have been updated|2 new pods have been updated/ },
    { run: 'set image sts/part main=redis:6', out: 'statefulset.apps/part image updated' },
    { run: 'rollout status sts/part --timeout=30s', out: /partitioned roll out complete: 1 new pods have been updated/ },
    { run: 'get pods -l app=part -o jsonpath={.items[*].spec.containers[0].image}', out: 'redis:7 redis:6' },
  ],
  [
    { run: 'apply -f -', input: set('broken', '', 'redis:nope'), out: 'statefulset.apps/broken created' },
    { run: 'get pods -l app=broken', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'broken-0|0/1|ImagePullBackOff|0|~'] },
    { run: 'rollout status sts/broken --timeout=1s', status: 1, out: /^Waiting for \d pods to be ready/, err: /timed out waiting for the condition|context deadline exceeded/ },
    { run: 'delete sts broken --cascade=foreground', out: 'statefulset.apps "broken" deleted' },
    { run: 'get pods -l app=broken', err: 'No resources found in default namespace.' },
  ],
]);
