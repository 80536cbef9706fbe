import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../clock.ts';
import { randomIds } from '../ids.ts';
import { Objects } from '../objects.ts';
import type { Pod } from '../pod.ts';
import { endpointSlices, endpoints, namespaces, pods, serviceAccounts, services } from '../resources.ts';
import { Storage } from '../storage.ts';
import { table } from '../table/table.ts';
import type { ControllerContext } from './controller.ts';
import { EndpointsController } from './endpoints.ts';

const storage = new Storage();
const objects = new Objects(storage, systemClock, randomIds, 0);
objects.create(namespaces, '', { metadata: { name: 'n' } });
objects.create(serviceAccounts, 'n', { metadata: { name: 'default' } });
const controller = new EndpointsController({ storage, objects } as ControllerContext);

function runs(name: string, ip: string, ready: boolean): Pod {
  const made = objects.create<Pod>(pods, 'n', { metadata: { name, labels: { app: 'web' } }, spec: { nodeName: 'practice', containers: [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] }] } });
  return storage.update(pods, { ...made, status: { phase: 'Running', podIP: ip, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } });
}

const shown = (resource: typeof endpoints, name: RegExp) => {
  const found = storage.list(resource, 'n').filter(({ metadata }) => name.test(metadata.name));
  const { rows } = table(resource, found, { include: 'None', now: 0, resourceVersion: '1', withColumns: false }) as { rows: { cells: unknown[] }[] };
  return rows.map(({ cells }) => cells.slice(1, -1).join(' '));
};

test('who stands behind a Service follows its pods', () => {
  objects.create(services, 'n', { metadata: { name: 'web', labels: { a: 'b' } }, spec: { selector: { app: 'web' }, ports: [{ name: 'main', port: 80, targetPort: 'http' }, { name: 'other', port: 81 }] } });
  controller.reconcile('n/web');
  assert.deepEqual([shown(endpoints, /web/), shown(endpointSlices, /^web-/)], [['<none>'], ['IPv4 <unset> <unset>']]);
  runs('one', '10.0.0.10', true);
  const two = runs('two', '10.0.0.9', true);
  runs('unready', '10.0.0.3', false);
  controller.reconcile('n/web');
  assert.deepEqual(shown(endpoints, /web/), ['10.0.0.9:8080,10.0.0.10:8080,10.0.0.9:81 + 1 more...']);
  assert.deepEqual(shown(endpointSlices, /^web-/), ['IPv4 8080,81 10.0.0.3,10.0.0.9,10.0.0.10']);
  const before = storage.version;
  controller.reconcile('n/web');
  assert.equal(storage.version, before, 'nothing new is not written');
  objects.delete(pods, 'n', 'two');
  controller.reconcile('n/web');
  assert.equal(storage.get(pods, 'n', 'two')?.metadata.uid, two.metadata.uid, 'it still ends');
  assert.deepEqual(shown(endpoints, /web/), ['10.0.0.10:8080,10.0.0.10:81']);
});

test('changes of pods are those of the Services that mean them', () => {
  const pod = storage.get<Pod>(pods, 'n', 'one');
  assert.ok(pod);
  const relabelled = { ...pod, metadata: { ...pod.metadata, labels: {} } };
  assert.deepEqual(controller.keys({ version: 1, type: 'MODIFIED', resource: pods, object: relabelled, previous: pod }), ['n/web']);
  assert.deepEqual(controller.keys({ version: 1, type: 'MODIFIED', resource: pods, object: relabelled, previous: relabelled }), []);
});

test('without a selector nothing is written, and a Service that goes takes its Endpoints along', () => {
  objects.create(services, 'n', { metadata: { name: 'bare' }, spec: { ports: [{ port: 80 }] } });
  controller.reconcile('n/bare');
  assert.equal(storage.get(endpoints, 'n', 'bare'), undefined);
  objects.delete(services, 'n', 'web');
  controller.reconcile('n/web');
  assert.equal(storage.get(endpoints, 'n', 'web'), undefined);
});
