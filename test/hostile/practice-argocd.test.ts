/**
 * What somebody who may push to a repository, and sync, would have Argo CD do for them: it works in the practice process
 * with all rights, so what its project allows is the only wall.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clusterRoleBindings } from '../../server/practice/cluster/rbac/kinds.ts';
import { registry } from '../../server/practice/cluster/resources.ts';
import { type TrialArgo, startTrialArgo } from '../../server/practice/operators/argocd/trial-argo.ts';
import { argocd } from '../../server/practice/seed/argocd.ts';
import { s3proxy } from '../../server/practice/seed/s3proxy.ts';
import { watched } from './turns.ts';

let trial: TrialArgo;
before(async () => {
  trial = await startTrialArgo('usdf-rsp-dev', [argocd, s3proxy]);
  assert.equal((await trial.script('git clone --quiet https://github.com/lsst-sqre/phalanx.git')).status, 0);
});
after(() => trial[Symbol.asyncDispose]());

test('a chart makes nobody administrator, leaves its namespace nowhere, and takes hold of no claim', async () => {
  const hostile = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: way}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: User, name: mallory}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: way}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: User, name: mallory}]
---
apiVersion: v1
kind: Secret
metadata: {name: way, namespace: argocd}
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: default, namespace: argocd}
spec: {clusterResourceWhitelist: [{group: '*', kind: '*'}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: way}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: allowed}
`;
  const pushed = await trial.script(`cd phalanx && cat >applications/s3proxy/templates/way.yaml <<'END'\n${hostile}END\ngit add -A && git commit --quiet -m 'Way' && git push --quiet origin main`);
  assert.equal(pushed.status, 0, pushed.error);
  const sync = async () => {
    const { out, error } = await trial.run('argocd', ['app', 'sync', 's3proxy', '--prune']);
    return `${out}${error}`;
  };
  let told = await sync();
  // A machine that is busy with others may need longer for it than a rendering is given.
  for (const late = Date.now() + 150_000; /takes longer than/.test(told) && Date.now() < late; told = await sync()) await trial.run('argocd', ['app', 'get', 's3proxy', '--hard-refresh']);
  assert.match(told, /ClusterRoleBinding is not permitted in project default/);
  const there = (kind: NonNullable<ReturnType<typeof registry.byKind>>, namespace: string, name: string): boolean => trial.cluster.storage.get(kind, namespace, name) !== undefined;
  assert.equal(there(clusterRoleBindings, '', 'way'), false);
  for (const [apiVersion, kind, namespace] of [['rbac.authorization.k8s.io/v1', 'RoleBinding', 's3proxy'], ['v1', 'Secret', 'argocd'], ['v1', 'PersistentVolumeClaim', 's3proxy']] as const) {
    const found = registry.byKind(apiVersion, kind);
    assert.ok(found);
    assert.equal(there(found, namespace, 'way'), false, kind);
  }
  const map = registry.byKind('v1', 'ConfigMap');
  assert.ok(map && there(map, 's3proxy', 'allowed'), 'what is allowed is made all the same');
  const project = await trial.run('kubectl', ['get', 'appproject', 'default', '-n', 'argocd', '-o', 'jsonpath={.spec.clusterResourceWhitelist}']);
  assert.equal(project.out, '[]');
});

test('an Application that is pointed elsewhere, or given values no reader comes to the end of, says so and holds up nobody', { timeout: 200_000 }, async () => {
  const patch = (spec: object): Promise<unknown> => trial.run('kubectl', ['patch', 'application', 's3proxy', '-n', 'argocd', '--type=merge', '-p', JSON.stringify({ spec })]);
  const condition = async (): Promise<string> => (await trial.run('kubectl', ['get', 'application', 's3proxy', '-n', 'argocd', '-o', 'jsonpath={.status.conditions[*].message}'])).out;
  const until = async (wanted: RegExp): Promise<void> => {
    for (const end = Date.now() + 60_000; !wanted.test(await condition());) assert.ok(Date.now() < end, await condition());
  };
  await patch({ destination: { namespace: 'kube-system' } });
  await until(/do not match any of the allowed destinations/);
  const { stall } = await watched(async () => {
    await patch({ destination: { namespace: 's3proxy' }, source: { helm: { values: `a: ${'- '.repeat(30_000)}` } } });
    await until(/does not render this|helm\.values/);
  });
  assert.ok(stall < 1_000, `${stall} ms`);
  await patch({ source: { helm: { values: null }, repoURL: 'file:///etc', path: '../../etc' } });
  await until(/repository not found/);
});
