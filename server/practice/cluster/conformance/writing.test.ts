/** Writing: create, apply, diff, dry runs, the three patches, labels and annotations, replace, edit. */
import { conformance } from './table.ts';

const map = (name: string, data: string, more = '') => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}${more}}, data: ${data}}`;
const web = (name: string, image = 'busybox', more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 0
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - {name: one, image: "${image}"${more}}
      - {name: two, image: "redis:7"}
`;

conformance('create, apply, diff', {}, [
  [
    { run: 'create -f -', input: map('made', '{a: "1"}'), out: 'configmap/made created' },
    { run: 'create -f -', input: map('made', '{a: "1"}'), status: 1, err: 'Error from server (AlreadyExists): error when creating "STDIN": configmaps "made" already exists' },
    // made without apply: no record of what was applied
    { run: 'apply -f -', input: map('made', '{a: "2"}'), out: 'configmap/made configured', err: /^Warning: resource configmaps\/made is missing the kubectl\.kubernetes\.io\/last-applied-configuration annotation which is required by kubectl apply\./ },
    { run: 'get cm made -o jsonpath={.data.a}', out: '2' },
  ],
  [
    { run: 'apply -f -', input: `${map('x', '{a: "1", b: "2"}')}\n---\n${map('other', '{}')}`, out: 'configmap/x created\nconfigmap/other created' },
    { run: 'apply -f -', input: `${map('x', '{a: "1", b: "2"}')}\n---\n${map('other', '{}')}`, out: 'configmap/x unchanged\nconfigmap/other unchanged' },
    { run: 'diff -f -', input: map('x', '{a: "1", b: "2"}'), out: '' },
    { run: 'diff -f -', input: map('x', '{a: "1", b: "3"}'), status: 1, out: /^diff -u -N \S+\/v1\.ConfigMap\.default\.x \S+\n--- .*\n\+\+\+ .*\n@@ .* @@\n[\s\S]*^- {2}b: "2"\n\+ {2}b: "3"$/m },
    // another manager's field stays, one that was applied and is no longer there goes
    { run: 'patch cm x --type=merge -p {"data":{"mine":"yes"}}', out: 'configmap/x patched' },
    { run: 'apply -f -', input: map('x', '{a: "9"}'), out: 'configmap/x configured' },
    { run: 'get cm x -o jsonpath={.data}', out: '{"a":"9","mine":"yes"}' },
    { run: 'apply view-last-applied cm x -o json', out: /"data": \{\n\s+"a": "9"\n\s+\}/ },
    { run: 'diff -f -', input: map('new', '{a: "1"}'), status: 1, out: /\+kind: ConfigMap/ },
    { run: 'get cm new', status: 1, err: 'Error from server (NotFound): configmaps "new" not found' },
  ],
  { run: 'apply -f - --dry-run=server', input: map('dry', '{a: "1"}'), out: 'configmap/dry created (server dry run)' },
  { run: 'apply -f - --dry-run=client', input: map('dry', '{a: "1"}'), out: 'configmap/dry created (dry run)' },
  { run: 'create -f - --dry-run=server -o jsonpath={.metadata.uid}', input: map('dry', '{a: "1"}'), out: /^[-0-9a-f]{36}$/ },
  [
    { run: 'create -f -', input: '{apiVersion: v1, kind: ConfigMap, metadata: {generateName: gen-}}', out: /^configmap\/gen-[a-z0-9]{5} created\n$/ },
  ],
  [
    { run: 'apply -f -', input: web('api'), out: 'deployment.apps/api created' },
    { run: 'apply -f -', input: web('api'), out: 'deployment.apps/api unchanged' },
    { run: 'apply -f -', input: web('api', 'busybox:1', ', env: [{name: A, value: "1"}]'), out: 'deployment.apps/api configured' },
    { run: "get deploy api -o 'jsonpath={range .spec.template.spec.containers[*]}{.name}={.image};{end}'", out: 'one=busybox:1;two=redis:7;' },
    { run: 'apply -f -', input: web('api', 'busybox:1').replace('redis:7', 'nginx'), out: 'deployment.apps/api configured' },
    { run: 'get deploy api -o jsonpath={.spec.template.spec.containers[0].env}{.spec.template.spec.containers[1].image}', out: 'nginx' },
  ],
  { run: 'apply -f - --prune -l prune=me --prune-allowlist=core/v1/ConfigMap', input: map('kept', '{}', ', labels: {prune: me}'), out: /configmap\/kept created/ },
  [
    { run: 'create -f -', input: `{apiVersion: v1, kind: List, items: [${map('l1', '{}')}, ${map('l2', '{}')}]}`, out: 'configmap/l1 created\nconfigmap/l2 created' },
    { run: 'get cm l1 l2 -o name', out: 'configmap/l1\nconfigmap/l2' },
  ],
]);

conformance('patches, labels, replacing, editing', { objects: ['m', 'n', 'o', 'p', 'q', 'r'].map((name) => map(name, '{a: "1"}', ', namespace: default')).join('\n---\n') }, [
  [
    { run: 'patch cm m --type=json -p [{"op":"add","path":"/data/b","value":"2"},{"op":"test","path":"/data/a","value":"1"}]', out: 'configmap/m patched' },
    { run: 'patch cm m --type=json -p [{"op":"add","path":"/data/b","value":"2"}]', out: 'configmap/m patched (no change)' },
    { run: 'patch cm m --type=json -p [{"op":"remove","path":"/data/none"}]', status: 1, err: /^The request is invalid: the server rejected our request due to an error in our request/ },
    { run: 'patch cm m --type=json -p [{"op":"test","path":"/data/a","value":"7"}]', status: 1, err: /^The request is invalid/ },
    { run: 'patch cm m --type=merge -p {"data":{"a":null}}', out: 'configmap/m patched' },
    { run: 'get cm m -o jsonpath={.data}', out: '{"b":"2"}' },
    { run: 'patch cm m -p {"data":{"c":"3"}} --dry-run=server -o jsonpath={.data}', out: '{"b":"2","c":"3"}' },
    { run: 'get cm m -o jsonpath={.data}', out: '{"b":"2"}' },
  ],
  [
    { run: 'create -f -', input: web('patched'), out: 'deployment.apps/patched created' },
    { run: 'patch deploy patched -p {"spec":{"template":{"spec":{"containers":[{"name":"two","image":"redis:6"}]}}}}', out: 'deployment.apps/patched patched' },
    { run: 'get deploy patched -o jsonpath={.spec.template.spec.containers[*].image}', out: /^(busybox redis:6|redis:6 busybox)$/ },
    { run: 'patch deploy patched -p {"spec":{"template":{"spec":{"containers":[{"name":"one","$patch":"delete"}]}}}}', out: 'deployment.apps/patched patched' },
    { run: 'get deploy patched -o jsonpath={.spec.template.spec.containers[*].name}', out: 'two' },
    { run: 'patch deploy patched --subresource=scale --type=merge -p {"spec":{"replicas":0}}', out: /patched/ },
    { run: 'set env deploy/patched COLOUR=red', out: 'deployment.apps/patched env updated' },
    { run: 'set env deploy/patched --list', out: '# Deployment patched, container two\nCOLOUR=red' },
    { run: 'set resources deploy patched --limits=cpu=200m,memory=64Mi', out: 'deployment.apps/patched resource requirements updated' },
    { run: 'get deploy patched -o jsonpath={.spec.template.spec.containers[0].resources.limits.memory}', out: '64Mi' },
    { run: 'set serviceaccount deploy patched robot', out: 'deployment.apps/patched serviceaccount updated' },
  ],
  [
    { run: 'label cm n tier=front', out: 'configmap/n labeled' },
    { run: 'label cm n tier=back', status: 1, err: "error: 'tier' already has a value (front), and --overwrite is false" },
    { run: 'label cm n tier=back --overwrite', out: 'configmap/n labeled' },
    { run: 'label cm n tier=back', out: 'configmap/n not labeled' },
    { run: 'label cm n --list', out: 'tier=back' },
    { run: 'label cm n tier-', out: 'configmap/n unlabeled' },
    { run: "label cm n 'tier=not good'", status: 1, err: /a valid label must be an empty string or consist of alphanumeric characters/ },
  ],
  [
    { run: 'annotate cm o note=hi', out: 'configmap/o annotated' },
    { run: 'annotate cm o note=ho', status: 1, err: 'error: --overwrite is false but found the following declared annotation(s): \'note\' already has a value (hi)' },
    { run: 'annotate cm o note-', out: 'configmap/o annotated' },
    { run: 'get cm o -o jsonpath={.metadata.annotations}', out: '' },
  ],
  [
    { run: 'replace -f -', input: map('p', '{c: "3"}'), out: 'configmap/p replaced' },
    { run: 'get cm p -o jsonpath={.data}', out: '{"c":"3"}' },
    { run: 'replace -f -', input: map('none', '{}'), status: 1, err: 'Error from server (NotFound): error when replacing "STDIN": configmaps "none" not found' },
    { run: 'replace --force -f -', input: map('p', '{d: "4"}'), out: 'configmap "p" deleted\nconfigmap/p replaced' },
  ],
  [
    { run: 'edit cm q', env: { KUBE_EDITOR: `sed -i 's/a: "1"/a: "22"/'` }, out: 'configmap/q edited' },
    { run: 'get cm q -o jsonpath={.data.a}', out: '22' },
    { run: 'edit cm q', env: { KUBE_EDITOR: 'true' }, err: 'Edit cancelled, no changes made.' },
  ],
  // Beside it one of them is deleted and made anew.
  { run: 'annotate cm --all --dry-run=server -o name seen=1', out: /configmap\/r/, until: true },
]);

conformance('small things made by name', {}, [
  { run: 'create namespace fresh', out: 'namespace/fresh created' },
  [
    { run: 'create configmap lit --from-literal=a=1 --from-literal=b=2', out: 'configmap/lit created' },
    { run: 'get cm lit -o jsonpath={.data}', out: '{"a":"1","b":"2"}' },
  ],
  [
    { run: 'create secret generic word --from-literal=k=open', out: 'secret/word created' },
    { run: 'get secret word -o jsonpath={.type}/{.data.k}', out: 'Opaque/b3Blbg==' },
  ],
  [
    { run: 'create deployment dep --image=nginx --replicas=0', out: 'deployment.apps/dep created' },
    { run: 'get deploy dep -o jsonpath={.spec.selector.matchLabels}', out: '{"app":"dep"}' },
  ],
  [
    { run: 'create job once --image=busybox -- echo hello', out: 'job.batch/once created' },
    { run: 'wait --for=condition=complete job/once --timeout=30s', out: 'job.batch/once condition met' },
    { run: 'logs job/once', out: 'hello' },
  ],
  { run: "create cronjob late --image=busybox --schedule='0 3 * * *' -- date", out: 'cronjob.batch/late created' },
  { run: 'create serviceaccount robot', out: 'serviceaccount/robot created' },
  { run: 'create role reader --verb=get,list --resource=pods', out: 'role.rbac.authorization.k8s.io/reader created' },
  [
    { run: 'run one --image=busybox --restart=Never --labels=a=b -- sleep 1000', out: 'pod/one created' },
    { run: 'get pod one -o jsonpath={.metadata.labels.a}{.spec.containers[0].args}', out: 'b["sleep","1000"]' },
    { run: 'expose pod one --port=80 --name=front', out: 'service/front exposed' },
    { run: 'get svc front', cells: ['NAME|TYPE|CLUSTER-IP|EXTERNAL-IP|PORT(S)|AGE', 'front|ClusterIP|10.96.*|<none>|80/TCP|~'] },
  ],
]);
