import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounds, isBranch, parseBatch, parseLog, parseTree } from './tree.ts';

const id = 'a'.repeat(40);

test('a tree gives its regular files; links and submodules are left out', () => {
  const output = [`100644 blob ${id}      12\ta b.yaml`, `120000 blob ${id}       9\tpatch.yaml`, `160000 commit ${id}       -\tsub`, `100755 blob ${id}    3\tdir/run.sh`, ''].join('\0');
  assert.deepEqual(parseTree(output), [{ object: id, size: 12, path: 'a b.yaml' }, { object: id, size: 3, path: 'dir/run.sh' }]);
  assert.throws(() => parseTree(`100644 blob ${id} ${bounds.bytes + 1}\tlarge`), /at most 5000/);
  assert.throws(() => parseTree(Array.from({ length: bounds.files + 1 }, (_, index) => `100644 blob ${id} 0\t${index}`).join('\0')), /at most 5000/);
});

test('contents are found whatever is in them', () => {
  const contents = ['', 'one\ntwo\n', `${id} blob 3\n`, 'ü'];
  const entries = contents.map((content, index) => ({ object: id, size: Buffer.byteLength(content), path: String(index) }));
  const output = Buffer.from(contents.map((content) => `${id} blob ${Buffer.byteLength(content)}\n${content}\n`).join(''));
  assert.deepEqual([...parseBatch(entries, output).values()], contents);
  assert.throws(() => parseBatch(entries, output.subarray(0, -3)), /no content for 3/);
});

test('a log gives commits', () => {
  assert.deepEqual(parseLog(`${id}\0Ann\0${'2025-11-03T09:00:00Z'}\0A subject\0\n`), [{ id, author: 'Ann', time: '2025-11-03T09:00:00Z', subject: 'A subject' }]);
  assert.deepEqual(parseLog(''), []);
});

test('only names that stay below refs/heads are branches', () => {
  for (const good of ['main', 'tickets/DM-1234', 'u/ann/try-1', 'release-25.5.3', 'a+b']) assert.ok(isBranch(good), good);
  for (const bad of ['', '-x', '/main', 'main/', 'a//b', '../x', 'a..b', 'a.lock', 'a/b.lock', 'a.', 'a./b', '.a', 'a b', 'a~1', 'a^{tree}', 'main@{1}', ':x', 'a\nb', 'x'.repeat(201)]) assert.ok(!isBranch(bad), bad);
});
