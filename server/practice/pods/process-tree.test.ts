import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStat, treeOf } from './process-tree.ts';

test('a line of stat is read, whatever the program is called', () => {
  assert.deepEqual(parseStat('12 (sh) S 7 12 11 0 -1 4194560'), { pid: 12, parent: 7, session: 11 });
  assert.deepEqual(parseStat('13 (a) S 1 (b) R 7 13 13 34816 13'), { pid: 13, parent: 7, session: 13 });
});

test('a tree holds descendants and the sessions they lead, and nobody else', () => {
  const processes = [
    { pid: 10, parent: 1, session: 10 },
    { pid: 11, parent: 10, session: 11 },
    { pid: 12, parent: 11, session: 11 },
    { pid: 13, parent: 1, session: 11 }, // its parent ended
    { pid: 14, parent: 13, session: 14 },
    { pid: 20, parent: 1, session: 20 },
    { pid: 2, parent: 0, session: 0 }, // kernel
    { pid: 21, parent: 2, session: 0 },
  ];
  assert.deepEqual([...treeOf(processes, 11)].sort(), [11, 12, 13, 14]);
  assert.deepEqual([...treeOf(processes, 99)], [99]);
});
