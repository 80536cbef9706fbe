import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import type { KubeObject } from './object.ts';
import { Objects } from './objects.ts';
import type { Pod } from './pod.ts';
import { configMaps, deployments, namespaces, pods, secrets, serviceAccounts, services } from './resources.ts';
import { Storage } from './storage.ts';
import type { Deployment } from './workload.ts';

const clock: Clock = { now: () => Date.parse('2025-01-01T00:00:00.500Z'), after: () => () => undefined };

function setUp() {
  let count = 0;
  const ids: Ids = { uid: () => `uid-${count += 1}`, suffix: (length) => 'x'.repeat(length) };
  const storage = new Storage();
  const objects = new Objects(storage, clock, ids, 0);
  objects.create(namespaces, '', { metadata: { name: 'n' } });
  objects.create(serviceAccounts, 'n', { metadata: { name: 'default' } });
  return { storage, objects };
}

const podSpec = { containers: [{ name: 'a', image: 'redis' }] };
const deployment = {
  metadata: { name: 'd' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: podSpec } },
};

test('create fills in what the server fills in', () => {
  const { objects } = setUp();
  const pod = objects.create<Pod>(pods, 'n', { metadata: { generateName: 'p-', resourceVersion: '9', uid: 'mine' }, spec: podSpec, status: { phase: 'Failed' } });
  assert.equal(pod.metadata.name, 'p-xxxxx');
  assert.equal(pod.metadata.namespace, 'n');
  assert.equal(pod.metadata.uid, 'uid-3');
  assert.equal(pod.metadata.creationTimestamp, '2025-01-01T00:00:00Z');
  assert.deepEqual(pod.status, { phase: 'Pending', qosClass: 'BestEffort' });
  assert.equal(pod.spec.containers[0]?.imagePullPolicy, 'Always');
  assert.equal(pod.spec.serviceAccountName, 'default');
  const kept = objects.create(configMaps, 'n', { metadata: { name: 'c', uid: 'mine' } }, { keepUid: true });
  assert.equal(kept.metadata.uid, 'mine');
});

test('create refuses', () => {
  const { storage, objects } = setUp();
  objects.create(configMaps, 'n', { metadata: { name: 'c' } });
  const cases: [string, () => unknown, { code: number; reason: string }][] = [
    ['a name that is taken', () => objects.create(configMaps, 'n', { metadata: { name: 'c' } }), { code: 409, reason: 'AlreadyExists' }],
    ['a namespace that is not there', () => objects.create(configMaps, 'm', { metadata: { name: 'd' } }), { code: 404, reason: 'NotFound' }],
    ['no name', () => objects.create(configMaps, 'n', {}), { code: 422, reason: 'Invalid' }],
    ['a bad name', () => objects.create(configMaps, 'n', { metadata: { name: 'A_b' } }), { code: 422, reason: 'Invalid' }],
    ['an account that is not there', () => objects.create(pods, 'n', { metadata: { name: 'p' }, spec: { ...podSpec, serviceAccountName: 'x' } }), { code: 403, reason: 'Forbidden' }],
    ['no containers', () => objects.create(pods, 'n', { metadata: { name: 'p' }, spec: {} }), { code: 422, reason: 'Invalid' }],
    ['a selector that misses', () => objects.create(deployments, 'n', { ...deployment, spec: { ...deployment.spec, selector: { matchLabels: { a: 'c' } } } }), { code: 422, reason: 'Invalid' }],
  ];
  const before = storage.version;
  for (const [what, act, expected] of cases) assert.throws(act, expected, what);
  assert.equal(storage.version, before, 'a refused write leaves nothing');
});

test('update keeps what is the server’s, counts changes of spec, and meets conflicts', () => {
  const { objects } = setUp();
  const first = objects.create<Deployment>(deployments, 'n', deployment);
  const second = objects.update<Deployment>(deployments, { ...first, metadata: { ...first.metadata, creationTimestamp: 'x', generation: 7 }, spec: { ...first.spec, replicas: 3 }, status: { replicas: 9 } });
  assert.equal(second.metadata.generation, 2);
  assert.equal(second.metadata.creationTimestamp, first.metadata.creationTimestamp);
  assert.deepEqual(second.status, {});
  const third = objects.update<Deployment>(deployments, { ...second, spec: { ...second.spec, replicas: 8 }, status: { replicas: 3 } }, { part: 'status' });
  assert.deepEqual([third.spec.replicas, third.status?.replicas, third.metadata.generation], [3, 3, 2]);
  assert.throws(() => objects.update(deployments, first), { code: 409, reason: 'Conflict' });
  assert.throws(() => objects.update(deployments, { ...third, metadata: { ...third.metadata, uid: 'other' } }), { code: 409 });
  assert.throws(() => objects.update<Deployment>(deployments, { ...third, spec: { ...third.spec, selector: { matchLabels: { a: 'x' } } } }), { code: 422 });
  assert.throws(() => objects.update(deployments, { ...third, metadata: { ...third.metadata, name: 'gone' } }), { code: 404 });
});

test('a dry run goes through everything and keeps nothing', () => {
  const { storage, objects } = setUp();
  const before = storage.version;
  assert.equal(objects.create(configMaps, 'n', { metadata: { name: 'c' } }, { dryRun: true }).metadata.name, 'c');
  assert.throws(() => objects.create(configMaps, 'n', { metadata: { name: 'C' } }, { dryRun: true }), { code: 422 });
  assert.equal(storage.version, before);
  const kept = objects.create(configMaps, 'n', { metadata: { name: 'c' } });
  objects.update(configMaps, { ...kept, metadata: { ...kept.metadata, labels: { a: 'b' } } }, { dryRun: true });
  assert.equal(objects.delete(configMaps, 'n', 'c', { dryRun: true }).gone, true);
  assert.deepEqual(storage.get(configMaps, 'n', 'c'), kept);
});

test('deletion: at once, after a grace, after finalizers', () => {
  const { storage, objects } = setUp();
  objects.create(configMaps, 'n', { metadata: { name: 'plain' } });
  assert.equal(objects.delete(configMaps, 'n', 'plain').gone, true);
  assert.throws(() => objects.delete(configMaps, 'n', 'plain'), { code: 404 });

  const pod = objects.create<Pod>(pods, 'n', { metadata: { name: 'p' }, spec: { ...podSpec, nodeName: 'node' } });
  const marked = objects.delete(pods, 'n', 'p');
  assert.equal(marked.gone, false);
  assert.equal(marked.object.metadata.deletionTimestamp, '2025-01-01T00:00:30Z');
  assert.equal(objects.delete(pods, 'n', 'p', { gracePeriodSeconds: 60 }).object.metadata.deletionGracePeriodSeconds, 30, 'never longer');
  assert.throws(() => objects.delete(pods, 'n', 'p', { preconditions: { uid: 'other' } }), { code: 409 });
  assert.equal(objects.delete(pods, 'n', 'p', { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } }).gone, true);

  objects.create(configMaps, 'n', { metadata: { name: 'held', finalizers: ['x/y'] } });
  assert.equal(objects.delete(configMaps, 'n', 'held').gone, false);
  const held = storage.get(configMaps, 'n', 'held') as KubeObject;
  objects.update(configMaps, { ...held, metadata: { ...held.metadata, finalizers: [] } });
  assert.equal(storage.get(configMaps, 'n', 'held'), undefined);
});

test('a namespace that goes takes no more in', () => {
  const { objects } = setUp();
  const { object, gone } = objects.delete(namespaces, '', 'n');
  assert.equal(gone, false);
  assert.deepEqual((object as KubeObject & { status: unknown }).status, { phase: 'Terminating' });
  assert.throws(() => objects.create(configMaps, 'n', { metadata: { name: 'c' } }), { code: 403 });
});

test('secrets and services are completed', () => {
  const { objects } = setUp();
  const secret = objects.create(secrets, 'n', { metadata: { name: 's' }, stringData: { k: 'v' } }) as KubeObject & { data: object; type: string };
  assert.deepEqual([secret.data, secret.type, 'stringData' in secret], [{ k: 'dg==' }, 'Opaque', false]);
  const service = objects.create(services, 'n', { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } }) as KubeObject & { spec: { clusterIP: string } };
  assert.match(service.spec.clusterIP, /^10\.96\.\d+\.\d+$/);
  assert.throws(() => objects.update(services, { ...service, spec: { ...service.spec, clusterIP: '10.96.0.9' } } as KubeObject), { code: 422 });
  const headless = objects.create(services, 'n', { metadata: { name: 'h' }, spec: { clusterIP: 'None' } }) as typeof service;
  assert.equal(headless.spec.clusterIP, 'None');
});
