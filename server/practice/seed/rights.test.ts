import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createCluster } from '../cluster/cluster.ts';
import type { Manifest } from '../cluster/object.ts';
import type { ResourceAttributes } from '../cluster/rbac/attributes.ts';
import { Authorizer } from '../cluster/rbac/authorizer.ts';
import { userOf } from '../cluster/rbac/user.ts';
import { ProcessKubelet } from '../cluster/testing/process-kubelet.ts';
import { contexts } from './contexts.ts';
import { rightsOf, traineeRights } from './rights.ts';

const trainee = userOf({ 'impersonate-user': ['alice'] });
const namespaces = new Set(contexts.flatMap(({ name }) => rightsOf(name)).flatMap((right) => (right.namespaces === 'all' ? [] : right.namespaces)));
const made: Manifest[] = [...namespaces].filter((name) => name !== 'default').map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));

/** Tells whether trainees may do that in a context: `verb resource[/subresource][.group] [namespace[/name]]`. */
async function asker(context: string): Promise<(wish: string) => boolean> {
  const cluster = createCluster({ kubelet: new ProcessKubelet(), seed: [...made, ...traineeRights(context, made)] });
  after(() => { cluster.close(); });
  const authorizer = new Authorizer(cluster.storage);
  return (wish) => {
    const [verb = '', what = '', where = ''] = wish.split(' ');
    const [, resource = '', subresource = '', group = ''] = /^([^./]+)(?:\/([^.]+))?(?:\.(.+))?$/.exec(what) ?? [];
    const [namespace = '', name = ''] = where.split('/');
    const asked: ResourceAttributes = { verb, group, resource, subresource, namespace, name };
    return authorizer.decide(trainee, asked).allowed;
  };
}

/** Tells whether a wish is allowed, at the latest once roles that are made of others have been put together. */
async function becomes(may: (wish: string) => boolean, wish: string): Promise<boolean> {
  for (const until = Date.now() + 10_000; !may(wish); ) {
    if (Date.now() > until) return false;
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
  return true;
}

/** What every trainee of a service does, by its namespace. */
const runbook = (namespace: string): string[] => [
  ...['configmaps', 'secrets', 'jobs.batch', 'cronjobs.batch'].flatMap((kind) => ['get', 'create', 'patch', 'delete'].map((verb) => `${verb} ${kind} ${namespace}`)),
  `get pods ${namespace}`, `list pods ${namespace}`, `watch pods ${namespace}`, `get pods/log ${namespace}`, `get pods/exec ${namespace}`, `create pods/exec ${namespace}`,
  `delete pods ${namespace}`, `list events ${namespace}`, `patch statefulsets.apps ${namespace}`, `patch deployments/scale.apps ${namespace}`, `list scaledjobs.keda.sh ${namespace}`,
];
const never = ['delete namespaces prompt-redis/prompt-redis', 'delete namespaces', 'create namespaces', 'list nodes', 'get nodes', 'list persistentvolumes', 'list secrets', 'get pods kube-system', 'create clusterroles.rbac.authorization.k8s.io'];

const cases: Record<string, { may: string[]; mayNot: string[] }> = {
  'usdfdev-prompt-processing': {
    may: [...runbook('prompt-redis'), ...runbook('prompt-processing'), 'create rolebindings.rbac.authorization.k8s.io prompt-redis', 'delete persistentvolumeclaims prompt-redis',
      'create kafkatopics.kafka.strimzi.io prompt-kafka', 'patch applications.argoproj.io argocd', 'get pods keda'],
    mayNot: ['delete pods keda', 'get secrets argocd', 'delete applications.argoproj.io argocd'],
  },
  'usdfprod-prompt-processing': {
    may: [...runbook('prompt-redis'), ...runbook('prompt-kafka'), 'create kafkatopics.kafka.strimzi.io prompt-kafka', 'patch applications.argoproj.io argocd', 'get persistentvolumeclaims prompt-kafka',
      'patch kafkanodepools/scale.kafka.strimzi.io prompt-kafka'],
    mayNot: ['delete persistentvolumeclaims prompt-kafka', 'create rolebindings.rbac.authorization.k8s.io prompt-redis', 'list roles.rbac.authorization.k8s.io prompt-redis'],
  },
  'usdf-consdb-dev': { may: [...runbook('dev-latiss'), ...runbook('dev-lsstcomcam')], mayNot: ['list pods prod-latiss', 'list pods argocd'] },
  'usdf-consdb': { may: [...runbook('prod-lsstcam')], mayNot: ['list pods dev-latiss', 'create roles.rbac.authorization.k8s.io prod-lsstcam'] },
  'usdf-rsp-dev': { may: [...runbook('s3proxy'), 'patch applications.argoproj.io argocd', 'get vaultsecrets.ricoberger.de s3proxy'], mayNot: ['delete deployments.apps argocd'] },
  'usdf-rsp': { may: [...runbook('s3proxy'), 'patch applications.argoproj.io argocd'], mayNot: ['create roles.rbac.authorization.k8s.io s3proxy'] },
};

for (const { name } of contexts) {
  test(`what trainees may do in ${name}`, async () => {
    const may = await asker(name);
    const expected = cases[name] ?? { may: [], mayNot: [] };
    for (const wish of ['list namespaces', 'get pods default', ...expected.may]) assert.ok(await becomes(may, wish), `should be allowed: ${wish}`);
    for (const wish of [...never, ...expected.mayNot]) assert.ok(!may(wish), `should be refused: ${wish}`);
  });
}

test('namespaces that are not there are left out', () => {
  const bindings = traineeRights('usdf-consdb', []).filter(({ kind }) => kind === 'RoleBinding');
  assert.deepEqual(bindings.map(({ metadata }) => metadata.namespace), ['default']);
});
