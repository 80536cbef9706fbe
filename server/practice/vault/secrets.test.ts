import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounds, secretPath, Secrets, VaultError } from './secrets.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);

test('each write is a version; the last ten are kept', () => {
  const secrets = new Secrets();
  for (let count = 1; count <= bounds.versions + 3; count += 1) assert.equal(secrets.write('a/b', { count }, null, now + count)['version'], count);
  assert.deepEqual(secrets.read('a/b')?.data, { count: 13 });
  assert.deepEqual(secrets.read('a/b', 4)?.data, { count: 4 });
  assert.equal(secrets.read('a/b', 3), null);
  assert.equal(secrets.read('a/b', 14), null);
  assert.equal(secrets.read('nothing'), null);
  const metadata = secrets.metadata('a/b');
  assert.deepEqual([metadata?.['current_version'], metadata?.['oldest_version'], Object.keys(metadata?.['versions'] ?? {}).length], [13, 4, 10]);
  assert.equal(new Secrets(secrets.save()).read('a/b', 5)?.metadata['created_time'], '2026-01-02T03:04:05.005Z');
});

test('check-and-set counts versions; patching keeps what it does not name', () => {
  const secrets = new Secrets();
  assert.throws(() => secrets.write('a', { x: 1 }, 1, now), /check-and-set/);
  secrets.write('a', { x: '1', y: '2' }, 0, now);
  assert.throws(() => secrets.write('a', {}, 0, now), /check-and-set/);
  assert.equal(secrets.patch('a', { y: '3', z: '4' }, 1, now)?.['version'], 2);
  assert.deepEqual(secrets.read('a')?.data, { x: '1', y: '3', z: '4' });
  secrets.patch('a', { x: null }, null, now);
  assert.deepEqual(secrets.read('a')?.data, { y: '3', z: '4' });
  assert.equal(secrets.patch('b', { x: 1 }, null, now), null);
});

test('what is deleted is told of and comes back; what is forgotten does not', () => {
  const secrets = new Secrets();
  secrets.write('a', { x: 1 }, null, now);
  secrets.delete('a', [], now);
  assert.equal(secrets.read('a')?.data, null);
  assert.equal(secrets.read('a')?.metadata['deletion_time'], '2026-01-02T03:04:05.000Z');
  assert.equal(secrets.patch('a', { x: 2 }, null, now), null);
  secrets.undelete('a', [1, 7, -1]);
  assert.deepEqual(secrets.read('a')?.data, { x: 1 });
  secrets.forget('a');
  assert.equal(secrets.read('a'), null);
});

test('folders list what is in them', () => {
  const secrets = new Secrets();
  for (const path of ['rubin/a/x', 'rubin/a/y', 'rubin/b', 'rubinx', '__proto__']) secrets.write(path, {}, null, now);
  assert.deepEqual(secrets.list(''), ['__proto__', 'rubin/', 'rubinx']);
  assert.deepEqual(secrets.list('rubin'), ['a/', 'b']);
  assert.deepEqual(secrets.list('rubin/b'), []);
});

test('hostile paths and fields stay what they are', () => {
  for (const path of ['../x', 'a/../b', '', '/', 'a//b', './a', 'a/.', 'a\0b', 'a\nb', 'x'.repeat(600)]) assert.throws(() => secretPath(path), VaultError, path);
  assert.equal(secretPath('__proto__/constructor/'), '__proto__/constructor');
  const secrets = new Secrets();
  assert.equal(secrets.read('__proto__'), null);
  assert.equal(secrets.read('constructor'), null);
  assert.throws(() => secrets.write('a', JSON.parse('{"__proto__": {"x": 1}}') as Record<string, unknown>, null, now), /__proto__/);
  secrets.write('a', { constructor: 'x', toString: 'y' }, null, now);
  assert.deepEqual(secrets.read('a')?.data, { constructor: 'x', toString: 'y' });
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
  assert.throws(() => secrets.write('b', Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, at])), null, now), /fields at most/);
  for (let count = 0; count < bounds.secrets - 1; count += 1) secrets.write(`s/${count}`, {}, null, now);
  assert.throws(() => secrets.write('one-more', {}, null, now), /secrets at most/);
});
