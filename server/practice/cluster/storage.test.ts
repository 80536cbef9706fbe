import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from './object.ts';
import { configMaps, registry } from './resources.ts';
import { type Change, Storage, historyLength } from './storage.ts';

function map(name: string, data: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion: '', creationTimestamp: '' }, data } as KubeObject;
}

test('each write has the next version, and one that says the same has none', () => {
  const storage = new Storage();
  const told: string[] = [];
  storage.onChange((change) => { told.push(`${change.type} ${change.object.metadata.name} ${change.version}`); });
  const made = storage.create(configMaps, map('a'));
  assert.equal(made.metadata.resourceVersion, '1');
  const same = storage.update(configMaps, { ...map('a') });
  assert.equal(same, made);
  const other = storage.update(configMaps, map('a', { x: '1' }));
  assert.equal(other.metadata.resourceVersion, '2');
  assert.equal(storage.remove(configMaps, 'n', 'a')?.metadata.resourceVersion, '3');
  assert.equal(storage.remove(configMaps, 'n', 'a'), undefined);
  assert.deepEqual(told, ['ADDED a 1', 'MODIFIED a 2', 'DELETED a 3']);
  assert.equal(storage.byUid('uid-a'), undefined);
});

test('lists are in order of namespace and name', () => {
  const storage = new Storage();
  for (const name of ['b', 'a', 'c']) storage.create(configMaps, map(name));
  assert.deepEqual(storage.list(configMaps).map((one) => one.metadata.name), ['a', 'b', 'c']);
  assert.deepEqual(storage.list(configMaps, 'other'), []);
});

test('history goes back only so far', () => {
  const storage = new Storage();
  for (let at = 0; at < historyLength * 2; at += 1) storage.create(configMaps, map(`m${at}`));
  assert.equal(storage.since(0), null);
  assert.equal(storage.since(storage.oldest)?.[0]?.version, storage.oldest + 1);
  assert.ok((storage.since(storage.oldest)?.length ?? 0) >= historyLength);
  assert.deepEqual(storage.since(storage.version), []);
});

test('what was saved comes back, and versions never go back', () => {
  const storage = new Storage();
  storage.create(configMaps, map('a', { x: '1' }));
  const saved = JSON.parse(JSON.stringify(storage.save())) as ReturnType<Storage['save']>;
  const again = new Storage();
  const changes: Change[] = [];
  again.onChange((change) => { changes.push(change); });
  again.load({ ...saved, objects: [...saved.objects, { ...map('z'), kind: 'Gone' }] }, registry);
  assert.deepEqual(again.list(configMaps), storage.list(configMaps));
  assert.equal(again.create(configMaps, map('b')).metadata.resourceVersion, '2');
  assert.equal(again.since(0), null);
  assert.equal(changes.length, 1);
});
