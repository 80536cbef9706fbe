/** Reading: lists, single objects, selectors, and every form of output. */
import { conformance } from './table.ts';

const shop = `
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: bare}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: alpha, namespace: shop, labels: {app: web, tier: front}}, data: {a: "1", b: "2"}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: beta, namespace: shop, labels: {app: web, tier: back}}, data: {c: "3"}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: gamma, namespace: shop, annotations: {note: "hi there"}}}
---
{apiVersion: v1, kind: Secret, metadata: {name: key, namespace: shop}, stringData: {user: admin, word: open}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {clusterIP: 10.96.7.7, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: admin, port: 81, nodePort: 30081}], type: NodePort}}
---
{apiVersion: v1, kind: Pod, metadata: {name: one, namespace: shop, labels: {app: web}}, spec: {containers: [{name: main, image: busybox, command: [sleep, "1000"]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: two, namespace: shop, labels: {app: job}}, spec: {restartPolicy: Never, containers: [{name: main, image: busybox, command: ["true"]}]}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: shop}, spec: {accessModes: [ReadWriteOnce, ReadOnlyMany], resources: {requests: {storage: 2Gi}}}}
`;

conformance('lists and selectors', { objects: shop }, [
  { run: 'get configmaps -n shop', cells: ['NAME|DATA|AGE', 'alpha|2|~', 'beta|1|~', 'gamma|0|~'] },
  { run: 'get cm -n shop --no-headers', cells: ['alpha|2|~', 'beta|1|~', 'gamma|0|~'] },
  { run: 'get cm alpha gamma -n shop', cells: ['NAME|DATA|AGE', 'alpha|2|~', 'gamma|0|~'] },
  { run: 'get cm/beta secret/key -n shop -o name', out: 'configmap/beta\nsecret/key' },
  { run: 'get cm,secret -n shop --show-kind -l tier=front', cells: ['NAME|DATA|AGE', 'configmap/alpha|2|~'] },
  { run: 'get cm -A -l tier=front', cells: ['NAMESPACE|NAME|DATA|AGE', 'shop|alpha|2|~'] },
  { run: 'get cm -n shop --show-labels', cells: ['NAME|DATA|AGE|LABELS', 'alpha|2|~|app=web,tier=front', 'beta|1|~|app=web,tier=back', 'gamma|0|~|<none>'] },
  { run: 'get cm -n shop -L tier,app', cells: ['NAME|DATA|AGE|TIER|APP', 'alpha|2|~|front|web', 'beta|1|~|back|web', 'gamma|0|~'] },
  { run: "get cm -n shop -o name -l 'tier in (front, back)'", out: 'configmap/alpha\nconfigmap/beta' },
  { run: "get cm -n shop -o name -l 'tier notin (front)'", out: 'configmap/beta\nconfigmap/gamma' },
  { run: 'get cm -n shop -o name -l tier!=front,app', out: 'configmap/beta' },
  { run: 'get cm -n shop -o name -l !tier', out: 'configmap/gamma' },
  { run: 'get cm -n shop -o name --field-selector metadata.name!=alpha', out: 'configmap/beta\nconfigmap/gamma' },
  { run: 'get cm -n shop -o name --sort-by=.data.a', out: /configmap\/alpha/ },
  { run: 'get cm -n shop --sort-by={.metadata.labels.tier} --no-headers -l tier', cells: ['beta|1|~', 'alpha|2|~'] },
  { run: 'get cm alpha none -n shop', status: 1, cells: ['NAME|DATA|AGE', 'alpha|2|~'], err: 'Error from server (NotFound): configmaps "none" not found' },
  { run: 'get cm -n bare -l none', err: 'No resources found in bare namespace.' },
  { run: 'get cm -n nowhere', err: 'No resources found in nowhere namespace.' },
  { run: 'get ingress -A', err: 'No resources found' },
  { run: 'get cm none -n shop --ignore-not-found', out: '' },
  { run: 'get nonsense', status: 1, err: 'error: the server doesn\'t have a resource type "nonsense"' },
  { run: 'get configmaps.v1. alpha -n shop -o name', out: 'configmap/alpha' },
  { run: 'get pods -n shop --field-selector=status.phase=Succeeded', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'two|0/1|Completed|0|~'] },
  { run: 'get pods -A --field-selector=spec.nodeName=practice,status.phase!=Succeeded,status.phase!=Pending -o name', until: true, out: 'pod/one' },
  { run: 'get all -n shop', until: true, cells: [
    'NAME|READY|STATUS|RESTARTS|AGE', 'pod/one|1/1|Running|0|~', 'pod/two|0/1|Completed|0|~', '',
    'NAME|TYPE|CLUSTER-IP|EXTERNAL-IP|PORT(S)|AGE', 'service/web|NodePort|10.96.7.7|<none>|80:*/TCP,81:30081/TCP|~',
  ] },
]);

conformance('forms of output', { objects: shop }, [
  { run: 'get cm alpha -n shop -o jsonpath={.data.a}', out: '1' },
  { run: "get cm -n shop -o 'jsonpath={range .items[*]}{.metadata.name}={.metadata.labels.tier}{\"\\n\"}{end}'", out: 'alpha=front\nbeta=back\ngamma=' },
  { run: "get cm -n shop -o 'jsonpath={.items[?(@.metadata.labels.tier==\"back\")].metadata.name}'", out: 'beta' },
  { run: 'get cm gamma -n shop -o jsonpath={.metadata.annotations.note}', out: 'hi there' },
  { run: "get cm alpha -n shop -o 'go-template={{range $k, $v := .data}}{{$k}}{{$v}} {{end}}'", out: 'a1 b2' },
  { run: "get secret key -n shop -o 'go-template={{.data.word | base64decode}}'", out: 'open' },
  { run: 'get cm -n shop -o custom-columns=NAME:.metadata.name,TIER:.metadata.labels.tier', cells: ['NAME|TIER', 'alpha|front', 'beta|back', 'gamma|<none>'] },
  { run: 'get cm -n shop -o custom-columns=N:.metadata.name --no-headers', out: 'alpha\nbeta\ngamma' },
  { run: 'get cm alpha -n shop -o yaml', out: /^apiVersion: v1\ndata:\n {2}a: "1"\n {2}b: "2"\nkind: ConfigMap\nmetadata:\n {2}creationTimestamp: "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\n {2}labels:\n {4}app: web\n {4}tier: front\n {2}name: alpha\n {2}namespace: shop\n {2}resourceVersion: "\d+"\n {2}uid: [-0-9a-f]{36}\n$/ },
  { run: 'get cm -n shop -o json', out: /^\{\n {4}"apiVersion": "v1",\n {4}"items": \[\n {8}\{\n {12}"apiVersion": "v1",[\s\S]*"kind": "List"/ },
  { run: 'get secret key -n shop -o jsonpath={.data}', out: '{"user":"YWRtaW4=","word":"b3Blbg=="}' },
  { run: 'get secrets -n shop', cells: ['NAME|TYPE|DATA|AGE', 'key|Opaque|2|~'] },
  { run: 'get pods one -n shop -o wide', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE|IP|NODE|NOMINATED NODE|READINESS GATES', 'one|1/1|Running|0|~|10.244.*|practice|<none>|<none>'] },
  { run: 'get svc -n shop -o wide', cells: ['NAME|TYPE|CLUSTER-IP|EXTERNAL-IP|PORT(S)|AGE|SELECTOR', 'web|NodePort|10.96.7.7|<none>|80:*/TCP,81:30081/TCP|~|app=web'] },
  { run: 'get pvc -n shop', until: true, cells: ['NAME|STATUS|VOLUME|CAPACITY|ACCESS MODES|STORAGECLASS|VOLUMEATTRIBUTESCLASS|AGE', 'data|Bound|pvc-*|2Gi|RWO,ROX|standard|<unset>|~'] },
  { run: 'get pv', until: true, cells: ['NAME|CAPACITY|ACCESS MODES|RECLAIM POLICY|STATUS|CLAIM|STORAGECLASS|VOLUMEATTRIBUTESCLASS|REASON|AGE', 'pvc-*|2Gi|RWO,ROX|Delete|Bound|shop/data|standard|<unset>||~'] },
  { run: 'get ns shop', cells: ['NAME|STATUS|AGE', 'shop|Active|~'] },
  { run: 'get sa -n bare', cells: ['NAME|SECRETS|AGE', 'default|0|~'] },
  { run: 'get nodes', cells: ['NAME|STATUS|ROLES|AGE|VERSION', 'practice|Ready|*|~|v1.32.*'] },
  { run: 'get sc', cells: ['NAME|PROVISIONER|RECLAIMPOLICY|VOLUMEBINDINGMODE|ALLOWVOLUMEEXPANSION|AGE', 'standard (default)|*|Delete|Immediate|*|~'] },
  { run: 'get endpoints web -n shop', until: true, cells: ['NAME|ENDPOINTS|AGE', 'web|10.244.*:8080,10.244.*:81|~'] },
  { run: 'get endpointslices -n shop -l kubernetes.io/service-name=web', until: true, cells: ['NAME|ADDRESSTYPE|PORTS|ENDPOINTS|AGE', 'web-*|IPv4|8080,81|10.244.*|~'] },
  { run: 'get --raw /api/v1/namespaces/shop/configmaps/beta', out: /"kind":"ConfigMap".*"data":\{"c":"3"\}/ },
  { run: 'get --raw /healthz', out: 'ok' },
  { run: 'get --raw /nowhere', status: 1, err: 'Error from server (NotFound): the server could not find the requested resource' },
  { run: 'get cm -n shop -o wide --chunk-size=1', cells: ['NAME|DATA|AGE', 'alpha|2|~', 'beta|1|~', 'gamma|0|~'] },
]);

conformance('what the API says of itself', {}, [
  { run: 'version', out: /^Client Version: v1\.\d+\.\S+\nKustomize Version: \S+\nServer Version: v1\.32\.\d+\n$/ },
  { run: 'cluster-info', out: /Kubernetes control plane\S* is running at \S*http:\/\/127\.0\.0\.1:\d+/ },
  { run: 'api-resources --api-group=batch', cells: ['NAME|SHORTNAMES|APIVERSION|NAMESPACED|KIND', 'cronjobs|cj|batch/v1|true|CronJob', 'jobs||batch/v1|true|Job'] },
  { run: 'api-resources --api-group=apps -o name', out: /^controllerrevisions\.apps\n(daemonsets\.apps\n)?deployments\.apps\nreplicasets\.apps\nstatefulsets\.apps\n$/ },
  { run: 'api-resources --namespaced=false -o name', out: /^namespaces\nnodes\npersistentvolumes\n[\s\S]*clusterroles\.rbac\.authorization\.k8s\.io/ },
  { run: 'api-resources --api-group= --verbs=watch --no-headers', out: /^configmaps +cm +v1 +true +ConfigMap\nendpoints +ep +v1 +true +Endpoints\nevents +ev +v1/ },
  { run: 'api-resources -o wide --api-group=storage.k8s.io', out: /storageclasses +sc +storage\.k8s\.io\/v1 +false +StorageClass +create,delete,deletecollection,get,list,patch,update,watch/ },
  { run: 'api-versions', out: /^apps\/v1\n[\s\S]*batch\/v1\n[\s\S]*rbac\.authorization\.k8s\.io\/v1\n[\s\S]*v1\n$/ },
  { run: 'config current-context', out: 'x' },
]);
