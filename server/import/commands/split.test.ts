import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOf, splitBlock } from './split.ts';

test('a command goes on to the end of the text that it is given', () => {
  const table: [lines: string[], end: number][] = [
    [['cat <<A > x', 'one', 'A', 'ls'], 3], [['cat <<"A"', 'ls'], 1], [['grep x <<< "$y"', 'ls'], 1], [['ls \\', '  -l', 'pwd'], 2],
  ];
  for (const [lines, end] of table) assert.equal(endOf(lines, 0), end, lines.join('\n'));
});

test('thousands of texts that nobody ends are read', () => {
  assert.equal(splitBlock(Array.from({ length: 5000 }, () => 'cat <<A'), true).length, 5000);
});
