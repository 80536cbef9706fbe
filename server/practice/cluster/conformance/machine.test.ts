/** The node and its volumes, and what a practice cluster says of the things it leaves out. */
import { conformance } from './table.ts';

const given = `
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: default}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: user, namespace: default}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: busybox, volumeMounts: [{name: data, mountPath: /data}]}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: m, namespace: default}}
`;

conformance('volumes', { objects: given }, [
  [
    { run: 'wait --for=condition=Ready pod/user --timeout=30s', out: 'pod/user condition met' },
    { run: 'delete pvc data --wait=false', out: 'persistentvolumeclaim "data" deleted' },
    { run: 'get pvc data', cells: ['NAME|STATUS|VOLUME|CAPACITY|ACCESS MODES|STORAGECLASS|VOLUMEATTRIBUTESCLASS|AGE', 'data|Terminating|pvc-*|1Gi|RWO|standard|<unset>|~'] },
    { run: 'delete pod user', out: 'pod "user" deleted' },
    { run: 'wait --for=delete pvc/data --timeout=30s', out: /^(persistentvolumeclaim\/data condition met\n)?$/ },
    { run: 'get pv', until: true, err: 'No resources found' },
  ],
  [
    { run: 'run homeless --image=busybox --overrides={"spec":{"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"none"}}]}}', out: 'pod/homeless created' },
    { run: 'describe pod homeless', until: true, out: /FailedScheduling .*0\/1 nodes are available: persistentvolumeclaim "none" not found\. preemption:/ },
    { run: 'delete pod homeless', out: 'pod "homeless" deleted' },
  ],
]);

conformance('the node', {}, [
  [
    { run: 'cordon practice', out: 'node/practice cordoned' },
    { run: 'cordon practice', out: 'node/practice already cordoned' },
    { run: 'run stuck --image=busybox', out: 'pod/stuck created' },
    { run: 'describe pod stuck', until: true, out: /FailedScheduling .*0\/1 nodes are available: 1 node\(s\) were unschedulable\./ },
    { run: 'uncordon practice', out: 'node/practice uncordoned' },
    { run: 'wait --for=condition=Ready pod/stuck --timeout=30s', out: 'pod/stuck condition met' },
    { run: 'drain practice --timeout=30s', status: 1, err: /cannot delete (cannot delete )?Pods that declare no controller \(use --force to override\): default\/stuck/ },
    { run: 'drain practice --force --grace-period=1 --timeout=30s', out: /node\/practice drained\n$/, err: /^Warning: deleting Pods that declare no controller: default\/stuck\n/ },
    { run: 'get pods', err: 'No resources found in default namespace.' },
  ],
]);

conformance('what is left out says so', { objects: given }, [
  { run: 'apply --server-side -f -', input: '{apiVersion: v1, kind: ConfigMap, metadata: {name: m}}', status: 1, err: /use `kubectl apply` without `--server-side`/ },
  { run: 'port-forward pod/none 1:1', status: 1, err: 'Error from server (NotFound): pods "none" not found' },
  { run: 'top pods', status: 1, err: /Metrics API not available|metrics/ },
]);
