/** Rights as the real kubectl meets them, asking as somebody with `--as`. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { protocol } from '../exec.ts';
import type { Manifest } from '../object.ts';
import { type Bench, startBench } from '../testing/kubectl.ts';
import { bindingsFor } from './grants.ts';
import { traineesGroup } from './user.ts';

const pod = (namespace: string): Manifest => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'echo hello; exec sleep 1000'] }] },
});

let bench: Bench;
before(async () => {
  bench = await startBench({
    seed: [
      ...['mine', 'seen'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })), pod('mine'), pod('seen'),
      { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'nightly', namespace: 'mine' }, spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'j', image: 'busybox', command: ['echo', 'done'] }] } } } } } },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', namespace: 'seen' }, spec: { replicas: 0, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'busybox' }] } } } },
      ...bindingsFor(traineesGroup, 'trainees', [{ clusterRole: 'admin', namespaces: ['mine'] }, { clusterRole: 'view', namespaces: ['seen'] }]),
    ],
  });
  for (const namespace of ['mine', 'seen']) await bench.kubectl(`wait --for=condition=Ready pod/p -n ${namespace} --timeout=15s`);
});
after(async () => {
  assert.deepEqual(bench.errors, []);
  await bench.close();
});

type Case = [args: string | string[], status: number, said: string | RegExp, input?: string];

/** Each case with what it says on both outputs together. */
function table(what: string, cases: Case[], who = ['--as=alice']): void {
  test(what, { timeout: 60_000 }, async () => {
    for (const [args, status, said, input] of cases) {
      const split = typeof args === 'string' ? args.split(' ') : args;
      const at = split.indexOf('--');
      const asked = at === -1 ? [...split, ...who] : [...split.slice(0, at), ...who, ...split.slice(at)];
      const result = await bench.kubectl(asked, input === undefined ? {} : { input });
      const shown = (result.stdout + result.stderr).trimEnd();
      const fits = typeof said === 'string' ? shown === said : said.test(shown);
      assert.ok(fits && result.status === status, `kubectl ${asked.join(' ')}\nstatus ${result.status}, wanted ${status}\n${shown}\nwanted ${String(said)}`);
    }
  });
}

const refused = (what: string, verb: string, resource: string, group: string, where: string) =>
  `Error from server (Forbidden): ${what} is forbidden: User "alice" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;

table('what is refused, and how it is told', [
  ['get pods -A', 1, refused('pods', 'list', 'pods', '', 'at the cluster scope')],
  ['get pods', 1, refused('pods', 'list', 'pods', '', 'in the namespace "default"')],
  ['get nodes', 1, refused('nodes', 'list', 'nodes', '', 'at the cluster scope')],
  ['get node practice', 1, refused('nodes "practice"', 'get', 'nodes', '', 'at the cluster scope')],
  ['get namespaces', 1, refused('namespaces', 'list', 'namespaces', '', 'at the cluster scope')],
  ['get secrets -n seen', 1, refused('secrets', 'list', 'secrets', '', 'in the namespace "seen"')],
  ['delete pod p -n seen', 1, refused('pods "p"', 'delete', 'pods', '', 'in the namespace "seen"')],
  ['delete pods --all -n kube-system', 1, refused('pods', 'list', 'pods', '', 'in the namespace "kube-system"')],
  ['delete namespace mine', 1, refused('namespaces "mine"', 'delete', 'namespaces', '', 'in the namespace "mine"')],
  ['create namespace new', 1, refused('namespaces', 'create', 'namespaces', '', 'at the cluster scope')],
  ['scale deploy d --replicas=1 -n seen', 1, refused('deployments.apps "d"', 'patch', 'deployments/scale', 'apps', 'in the namespace "seen"')],
  ['rollout restart deploy d -n seen', 1, /deployments\.apps "d" is forbidden: User "alice" cannot patch resource "deployments" in API group "apps" in the namespace "seen"/],
  ['exec p -n seen -- ls', 1, /pods "p" is forbidden: User "alice" cannot (create|get) resource "pods\/exec" in API group "" in the namespace "seen"/],
  ['apply -f -', 1, /cannot (create|get) resource "configmaps" in API group "" in the namespace "seen"/, '#\n{apiVersion: v1, kind: ConfigMap, metadata: {name: m, namespace: seen}}'],
  ['get --raw /metrics', 1, 'Error from server (Forbidden): forbidden: User "alice" cannot get path "/metrics"'],
  ['get pods -n seen', 0, /^NAME .*\np +1\/1 +Running/],
  ['logs p -n seen', 0, 'hello'],
  ['get pod p -n seen -o jsonpath={.metadata.name}', 0, 'p'],
]);

table('what an administrator of a namespace does with commands kubectl sends as protobuf', [
  ['exec p -n mine -- echo in', 0, 'in'],
  ['create secret generic s -n mine --from-literal=a=b --from-literal=empty=', 0, 'secret/s created'],
  ['get secret s -n mine -o jsonpath={.data}', 0, '{"a":"Yg==","empty":""}'],
  ['create secret docker-registry pull -n mine --docker-server=x --docker-username=u --docker-password=p', 0, 'secret/pull created'],
  ['get secret pull -n mine -o jsonpath={.type}', 0, 'kubernetes.io/dockerconfigjson'],
  ['create configmap m -n mine --from-literal=a=b', 0, 'configmap/m created'],
  ['create configmap m -n mine --from-literal=a=b', 1, /configmaps "m" already exists/],
  ['create configmap dry -n mine --from-literal=a=b --dry-run=server', 0, 'configmap/dry created (server dry run)'],
  ['get configmap dry -n mine', 1, /not found/],
  ['create serviceaccount robot -n mine', 0, 'serviceaccount/robot created'],
  ['create job once -n mine --image=busybox -- echo hi', 0, 'job.batch/once created'],
  ['wait --for=condition=complete job/once -n mine --timeout=15s', 0, 'job.batch/once condition met'],
  ['create job now -n mine --from=cronjob/nightly', 0, 'job.batch/now created'],
  ['wait --for=condition=complete job/now -n mine --timeout=15s', 0, 'job.batch/now condition met'],
  ['logs job/now -n mine', 0, 'done'],
  ['get job now -n mine -o jsonpath={.metadata.annotations}{.metadata.ownerReferences[0].kind}', 0, '{"cronjob.kubernetes.io/instantiate":"manual"}CronJob'],
  [['create', 'cronjob', 'cj', '-n', 'mine', '--image=busybox', '--schedule=*/5 * * * *', '--', 'true'], 0, 'cronjob.batch/cj created'],
  ['create deployment web -n mine --image=nginx --replicas=0 --port=80', 0, 'deployment.apps/web created'],
  ['get deployment web -n mine -o jsonpath={.spec.replicas}', 0, '0'],
  ['create service clusterip svc -n mine --tcp=80:web', 0, 'service/svc created'],
  ['get service svc -n mine -o jsonpath={.spec.ports[0].targetPort}', 0, 'web'],
  ['create ingress i -n mine --rule=h/p=svc:80', 1, /does not read all that kubectl sends as protobuf, and `kubectl create ingress` is such a case\. Add `--dry-run=client -o yaml` to the command and pipe it into `kubectl apply -f -`/],
  ['delete secret s -n mine --dry-run=server', 0, 'secret "s" deleted (server dry run)'],
  ['delete secret s -n mine', 0, 'secret "s" deleted'],
  ['get secret s -n mine', 1, 'Error from server (NotFound): secrets "s" not found'],
]);

const held = 'user "alice" (groups=["handrail:trainees" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:';

table('roles and bindings', [
  ['create role reader --verb=get,list --resource=pods,deployments.apps -n mine', 0, 'role.rbac.authorization.k8s.io/reader created'],
  ['create role boss --verb=* --resource=* -n mine', 1, `Error from server (Forbidden): roles.rbac.authorization.k8s.io "boss" is forbidden: ${held}\n{APIGroups:[""], Resources:["*"], Verbs:["*"]}`],
  [['patch', 'role', 'reader', '-n', 'mine', '--type=json', '-p', '[{"op":"add","path":"/rules/0/resources/-","value":"nodes"}]'], 1, /is attempting to grant RBAC permissions not currently held:\n\{APIGroups:\[""\], Resources:\["nodes"\], Verbs:\["get" "list"\]\}/],
  ['create rolebinding b --role=reader --user=bob -n mine', 0, 'rolebinding.rbac.authorization.k8s.io/b created'],
  ['create rolebinding c --clusterrole=cluster-admin --user=alice -n mine', 1, /rolebindings\.rbac\.authorization\.k8s\.io "c" is forbidden: .*not currently held/],
  ['create clusterrolebinding c --clusterrole=admin --user=alice', 1, /cannot create resource "clusterrolebindings" in API group "rbac.authorization.k8s.io" at the cluster scope/],
  ['create rolebinding d --clusterrole=none --user=alice -n mine', 1, /clusterroles\.rbac\.authorization\.k8s\.io "none" not found/],
]);

table('what was given is held', [['auth can-i list pods -n mine', 0, 'yes'], ['auth can-i list secrets -n mine', 1, 'no']], ['--as=bob', '--as-group=others']);

table('questions about rights', [
  ['auth can-i list pods -n seen', 0, 'yes'], ['auth can-i delete pods -n seen', 1, 'no'], ['auth can-i get pods --subresource=log -n seen', 0, 'yes'],
  ['auth can-i create pods/exec -n mine', 0, 'yes'], ['auth can-i get /version', 0, 'yes'], ['auth can-i get /metrics', 1, 'no'],
  [['auth', 'can-i', '*', '*', '-n', 'mine'], 1, 'no'],
  ['auth can-i --list -n seen', 0, /^Resources +Non-Resource URLs +Resource Names +Verbs\n[\s\S]*^pods\/log +\[\] +\[\] +\[get list watch\]$/m],
  ['auth whoami -o jsonpath={.status.userInfo}', 0, '{"groups":["handrail:trainees","system:authenticated"],"username":"alice"}'],
  ['create -f - -o jsonpath={.status}', 1, /cannot create resource "subjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope/, '#\n{apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview, spec: {user: bob}}'],
  ['create -f - -n mine -o jsonpath={.status}', 0, '{"allowed":false}', '#\n{apiVersion: authorization.k8s.io/v1, kind: LocalSubjectAccessReview, metadata: {namespace: mine}, spec: {user: bob, resourceAttributes: {namespace: mine, verb: list, resource: secrets}}}'],
]);

table('who asks without being anybody is the administrator', [
  ['auth whoami -o jsonpath={.status.userInfo}', 0, '{"groups":["system:masters","system:authenticated"],"username":"system:admin"}'],
  [['auth', 'can-i', '*', '*'], 0, 'yes'],
  ['create -f - -o jsonpath={.status}', 0, '{"allowed":true,"reason":"RBAC: allowed by RoleBinding \\"trainees-view/seen\\" of ClusterRole \\"view\\" to Group \\"handrail:trainees\\""}',
    '#\n{apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview, spec: {user: bob, groups: [handrail:trainees], resourceAttributes: {namespace: seen, verb: list, resource: pods}}}'],
  ['create clusterrole lookers --verb=get --resource=nodes', 0, 'clusterrole.rbac.authorization.k8s.io/lookers created'],
  ['label clusterrole lookers rbac.authorization.k8s.io/aggregate-to-view=true', 0, 'clusterrole.rbac.authorization.k8s.io/lookers labeled'],
  ['get clusterrole admin -o jsonpath={.rules[*].resources}', 0, /"nodes"/],
  ['delete clusterrole lookers', 0, /deleted/],
], []);

test('exec is refused alike over an upgrade and over POST', async () => {
  const path = '/api/v1/namespaces/seen/pods/p/exec?command=ls&stdout=true';
  const headers = { 'Impersonate-User': 'alice' };
  const socket = new WebSocket(bench.url.replace('http', 'ws') + path, [protocol], { headers });
  const code = await new Promise<number>((resolve, reject) => {
    socket.on('unexpected-response', (_, { statusCode }) => { resolve(statusCode ?? 0); });
    socket.on('open', () => { reject(new Error('it was let in')); });
  });
  const posted = await fetch(bench.url + path, { method: 'POST', headers });
  assert.deepEqual([code, posted.status], [403, 403]);
  assert.match((await posted.json() as { message: string }).message, /cannot create resource "pods\/exec" in API group "" in the namespace "seen"/);
});
