import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject, KubeObject, Manifest } from '../../cluster/object.ts';
import { registry } from '../../cluster/resources.ts';
import { applied, differs, remembered } from './compare.ts';
import { refusal } from './project.ts';
import { specSchema } from './application.ts';
import { healthOf, worst } from './health.ts';
import { threeWay } from './three-way.ts';

test('a manifest is laid over what is there as kubectl apply does', () => {
  const table: [string, JsonObject, JsonObject, JsonObject, JsonObject][] = [
    ['what others set stays', { a: 1, b: 2 }, { a: 3 }, {}, { a: 3, b: 2 }],
    ['what the last manifest said and this one does not goes', { a: 1, b: 2 }, { a: 1 }, { a: 1, b: 2 }, { a: 1 }],
    ['null takes away', { a: 1, b: 2 }, { b: null }, {}, { a: 1 }],
    ['maps merge', { m: { x: 1, y: 2 } }, { m: { x: 3 } }, { m: { x: 1 } }, { m: { x: 3, y: 2 } }],
    ['lists without a key are replaced', { l: [1, 2] }, { l: [3] }, {}, { l: [3] }],
  ];
  for (const [name, live, target, before, wanted] of table) assert.deepEqual(threeWay(live, target, before, 'ConfigMap'), wanted, name);
  const env = (...pairs: [string, string][]): JsonObject => ({ env: pairs.map(([name, value]) => ({ name, value })) });
  assert.deepEqual(threeWay(env(['a', '1'], ['x', 'others']), env(['b', '2'], ['a', '3']), env(['a', '1']), 'Container'), env(['b', '2'], ['a', '3'], ['x', 'others']));
  assert.deepEqual(threeWay(env(['a', '1'], ['b', '2']), env(['b', '2'], ['a', '1']), {}, 'Container'), env(['a', '1'], ['b', '2']), 'another order is no difference');
  assert.deepEqual(threeWay(env(['a', '1'], ['b', '2']), env(['a', '1']), env(['a', '1'], ['b', '2']), 'Container'), env(['a', '1']));
  const polluted = threeWay({}, JSON.parse('{"__proto__": {"x": 1}, "a": 1}') as JsonObject, {}, 'ConfigMap');
  assert.equal((polluted as { x?: number }).x, undefined);
});

const deployment = (spec: JsonObject, more: JsonObject = {}): Manifest => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', namespace: 'n', ...more },
  spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'busybox' }] } }, ...spec },
});

test('a difference is one that applying would make', () => {
  const resource = registry.byKind('apps/v1', 'Deployment');
  assert.ok(resource);
  const live = applied(remembered(deployment({ replicas: 2 })) as unknown as KubeObject, remembered(deployment({ replicas: 2 })), resource) as unknown as KubeObject;
  const changed = (target: Manifest, there: KubeObject = live): boolean => differs(there, applied(there, target, resource));
  assert.equal(changed(deployment({ replicas: 2 })), false, 'defaults are none');
  assert.equal(changed(deployment({ replicas: 3 })), true);
  assert.equal(changed(deployment({})), true, 'what is no longer said goes back to the default');
  assert.equal(changed(deployment({ replicas: 2 }, { labels: { x: 'y' } })), true);
  const touched = structuredClone(live) as unknown as { metadata: JsonObject; status: JsonObject; spec: { template: { metadata: JsonObject } } };
  touched.metadata['resourceVersion'] = '7';
  touched.metadata['labels'] = { by: 'hand' };
  touched.status = { replicas: 2 };
  touched.spec.template.metadata['annotations'] = { 'kubectl.kubernetes.io/restartedAt': 'now' };
  assert.equal(changed(deployment({ replicas: 2 }), touched as unknown as KubeObject), false, 'what others add is none');
});

test('health is told kind by kind, and the worst counts', () => {
  const object = (apiVersion: string, kind: string, spec: JsonObject, status: JsonObject, generation = 1): KubeObject =>
    ({ apiVersion, kind, metadata: { name: 'x', uid: 'u', resourceVersion: '1', creationTimestamp: '', generation }, spec, status }) as KubeObject;
  const table: [string, KubeObject, string | undefined][] = [
    ['rolled out', object('apps/v1', 'Deployment', { replicas: 1 }, { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 }), 'Healthy'],
    ['not seen yet', object('apps/v1', 'Deployment', { replicas: 1 }, { observedGeneration: 1 }, 2), 'Progressing'],
    ['not available', object('apps/v1', 'Deployment', { replicas: 1 }, { observedGeneration: 1, replicas: 1, updatedReplicas: 1 }), 'Progressing'],
    ['stuck', object('apps/v1', 'Deployment', { replicas: 1 }, { observedGeneration: 1, conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }] }), 'Degraded'],
    ['paused', object('apps/v1', 'Deployment', { replicas: 1, paused: true }, {}), 'Suspended'],
    ['a set that waits', object('apps/v1', 'StatefulSet', { replicas: 3 }, { observedGeneration: 1, readyReplicas: 2 }), 'Progressing'],
    ['a set that is there', object('apps/v1', 'StatefulSet', { replicas: 3 }, { observedGeneration: 1, readyReplicas: 3, updatedReplicas: 3 }), 'Healthy'],
    ['a topic that is ready', object('kafka.strimzi.io/v1beta2', 'KafkaTopic', {}, { conditions: [{ type: 'Ready', status: 'True' }] }), 'Healthy'],
    ['a topic nobody looked at', object('kafka.strimzi.io/v1beta2', 'KafkaTopic', {}, {}), 'Progressing'],
    ['a job that failed', object('batch/v1', 'Job', {}, { conditions: [{ type: 'Failed', status: 'True' }] }), 'Degraded'],
    ['a kind without', object('v1', 'ConfigMap', {}, {}), undefined],
    ['a status that is anything', object('apps/v1', 'Deployment', { replicas: 'x' }, { conditions: 'y' }), 'Progressing'],
  ];
  for (const [name, one, wanted] of table) assert.equal(healthOf(one)?.status, wanted, name);
  assert.equal(worst([{ status: 'Healthy' }, { status: 'Missing' }, { status: 'Progressing' }]), 'Missing');
  assert.equal(worst([]), 'Healthy');
});

test('a project says from where and to where', () => {
  const project = (rules: JsonObject): KubeObject => ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '' }, spec: rules }) as KubeObject;
  const open = { sourceRepos: ['*'], destinations: [{ namespace: '*', server: '*' }] };
  const spec = (change: object = {}) => specSchema.parse({ source: { repoURL: 'https://github.com/a/b.git', path: 'p' }, destination: { server: 'https://kubernetes.default.svc', namespace: 'n' }, ...change });
  const table: [KubeObject | undefined, ReturnType<typeof spec>, RegExp | null][] = [
    [project(open), spec(), null],
    [undefined, spec(), /does not exist/],
    [project({ ...open, sourceRepos: ['https://github.com/a/*'] }), spec(), null],
    [project({ ...open, sourceRepos: ['https://github.com/x/*'] }), spec(), /not permitted/],
    [project({ ...open, destinations: [{ namespace: 'other', server: '*' }] }), spec(), /do not match/],
    [project(open), spec({ destination: { server: 'https://elsewhere', namespace: 'n' } }), /deploys to https:\/\/kubernetes/],
    [project(open), spec({ destination: { name: 'in-cluster', namespace: 'n' } }), null],
    [project(open), spec({ destination: { server: 'https://kubernetes.default.svc' } }), /needs a namespace/],
    [project({ sourceRepos: 'x', destinations: null }), spec(), /not permitted/],
  ];
  for (const [one, given, wanted] of table) {
    const said = refusal(one, given);
    if (wanted === null) assert.equal(said, null);
    else assert.match(said ?? '', wanted);
  }
});
