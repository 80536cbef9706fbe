/** Deleting, waiting, namespaces, garbage. */
import { conformance } from './table.ts';

const pod = (name: string, labels = '{}', more = '') => `
{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: default, labels: ${labels}}, spec: {terminationGracePeriodSeconds: 30, containers: [{name: main, image: busybox, command: [sleep, "1000"]${more}}]}}`;
const map = (name: string, namespace = 'default', labels = '{}') => `
{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, namespace: ${namespace}, labels: ${labels}}}`;

const given = ['{apiVersion: v1, kind: Namespace, metadata: {name: full}}', '{apiVersion: v1, kind: Namespace, metadata: {name: emptied}}',
  pod('grace'), pod('now'), pod('forced'), pod('left'), pod('a', '{group: g}'), pod('b', '{group: g}'), pod('awaited'),
  pod('stubborn').replace('[sleep, "1000"]', '[sh, -c, "trap : TERM; while :; do sleep 0.2; done"]').replace('Seconds: 30', 'Seconds: 2'),
  map('m1', 'emptied'), map('m2', 'emptied'), map('f1', 'full'), map('named'), map('kept'), map('final'),
  '{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: full}}',
  '{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: full}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: busybox, command: [sleep, "1000"]}]}}',
  '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: full}, spec: {replicas: 1, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}}}',
].join('\n---\n');

conformance('deleting', { objects: given }, [
  [
    { run: 'wait --for=condition=Ready pod/grace pod/now pod/forced pod/left pod/a pod/b --timeout=30s', out: /^pod\/grace condition met\npod\/now condition met\n/ },
    { run: 'delete pod grace --grace-period=1', out: 'pod "grace" deleted' },
    { run: 'get pod grace', status: 1, err: 'Error from server (NotFound): pods "grace" not found' },
    { run: 'delete pod now --now', out: 'pod "now" deleted' },
    { run: 'delete pod forced --force', out: 'pod "forced" force deleted', err: /^Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated\./ },
    { run: 'delete pod left --dry-run=server', out: 'pod "left" deleted (server dry run)' },
    { run: 'delete pod left --dry-run=client', out: 'pod "left" deleted (dry run)' },
    { run: 'get pod left -o jsonpath={.metadata.deletionTimestamp}', out: '' },
    { run: 'delete pods -l group=g --grace-period=1', out: 'pod "a" deleted\npod "b" deleted' },
    { run: 'delete pods --field-selector=metadata.name=left --grace-period=1', out: 'pod "left" deleted' },
    { run: 'delete pods -l group=g', out: 'No resources found' },
  ],
  [
    { run: 'wait --for=condition=Ready pod/stubborn --timeout=30s', out: 'pod/stubborn condition met' },
    { run: 'delete pod stubborn --wait=false', out: 'pod "stubborn" deleted' },
    { run: 'get pod stubborn', cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'stubborn|1/1|Terminating|0|~'] },
    { run: 'describe pod stubborn', out: /Status: +Terminating \(lasts .*\)\nTermination Grace Period: +2s/ },
    { run: 'wait --for=delete pod/stubborn --timeout=30s', out: /^(pod\/stubborn condition met\n)?$/ },
    { run: 'get events --field-selector involvedObject.name=stubborn,reason=Killing', out: /Normal +Killing +pod\/stubborn +Stopping container main/ },
  ],
  [
    { run: 'delete cm --all -n emptied', out: 'configmap "m1" deleted\nconfigmap "m2" deleted' },
    { run: 'delete cm --all -n emptied', out: 'No resources found' },
  ],
  [
    { run: 'delete -f -', input: map('named'), out: 'configmap "named" deleted' },
    { run: 'delete -f -', input: map('named'), status: 1, err: 'Error from server (NotFound): error when deleting "STDIN": configmaps "named" not found' },
    { run: 'delete cm named --ignore-not-found', out: '' },
    { run: 'delete cm', status: 1, err: 'error: resource(s) were provided, but no name was specified' },
  ],
  [
    { run: 'patch cm final -p {"metadata":{"finalizers":["example.org/wait"]}}', out: 'configmap/final patched' },
    { run: 'delete cm final --timeout=1s', status: 1, out: 'configmap "final" deleted', err: /timed out waiting for the condition on configmaps\/final/ },
    { run: 'get cm final -o jsonpath={.metadata.finalizers}', out: '["example.org/wait"]' },
    { run: 'patch cm final -p {"data":{"a":"b"}}', out: 'configmap/final patched' },
    { run: 'patch cm final --type=json -p [{"op":"remove","path":"/metadata/finalizers"}]', out: 'configmap/final patched' },
    { run: 'wait --for=delete cm/final --timeout=5s', out: /^(configmap\/final condition met\n)?$/ },
  ],
  [
    { run: 'wait --for=condition=Ready pod/p -n full --timeout=30s', out: 'pod/p condition met' },
    { run: 'delete ns full', out: 'namespace "full" deleted' },
    { run: 'get all,cm,secret,sa -n full', err: 'No resources found in full namespace.' },
    { run: 'get ns full', status: 1, err: 'Error from server (NotFound): namespaces "full" not found' },
    { run: 'create -f -', input: map('late', 'full'), status: 1, err: 'Error from server (NotFound): error when creating "STDIN": namespaces "full" not found' },
  ],
  [
    { run: 'wait --for=condition=Ready pod/awaited --timeout=30s', out: 'pod/awaited condition met' },
    { run: 'wait --for=condition=Ready=False pod/awaited --timeout=1s', status: 1, err: 'error: timed out waiting for the condition on pods/awaited' },
    { run: 'wait --for=jsonpath={.status.phase}=Running pod/awaited', out: 'pod/awaited condition met' },
    { run: 'wait --for=condition=Ready pod/none --timeout=1s', status: 1, err: 'Error from server (NotFound): pods "none" not found' },
    { run: 'wait --for=condition=Ready pods -l none=none --timeout=1s', status: 1, err: 'error: no matching resources found' },
    { run: 'wait --for=delete pod/none --timeout=1s', out: '' },
    { run: 'delete pod awaited --grace-period=0 --force --wait=false', out: 'pod "awaited" force deleted', err: /^Warning: Immediate deletion/ },
  ],
]);

const owner = (name: string) => `{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: ${name}, namespace: default}, spec: {replicas: 2, selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: nginx}]}}}}`;

conformance('what goes along', { objects: ['back', 'fore', 'orphan'].map(owner).join('\n---\n') }, [
  [
    { run: 'wait --for=jsonpath={.status.readyReplicas}=2 rs/back --timeout=30s', out: 'replicaset.apps/back condition met' },
    { run: 'delete rs back', out: 'replicaset.apps "back" deleted' },
    { run: 'get pods -l app=back', until: true, err: 'No resources found in default namespace.' },
  ],
  [
    { run: 'wait --for=jsonpath={.status.readyReplicas}=2 rs/fore --timeout=30s', out: 'replicaset.apps/fore condition met' },
    { run: 'delete rs fore --cascade=foreground', out: 'replicaset.apps "fore" deleted' },
    { run: 'get pods -l app=fore', err: 'No resources found in default namespace.' },
  ],
  [
    { run: 'wait --for=jsonpath={.status.readyReplicas}=2 rs/orphan --timeout=30s', out: 'replicaset.apps/orphan condition met' },
    { run: 'delete rs orphan --cascade=orphan', out: 'replicaset.apps "orphan" deleted' },
    { run: 'get pods -l app=orphan --no-headers', cells: ['orphan-*|1/1|Running|0|~', 'orphan-*|1/1|Running|0|~'] },
  ],
]);
