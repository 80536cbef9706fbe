import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, shownParts } from './line-changes.ts';

/** A row in short: its sign, its numbers and its text. */
const short = (before: string, after: string) => changesOf(before, after).rows.map((row) =>
  (row.kind === 'fold' ? `(${row.count})` : `${{ same: ' ', added: '+', removed: '-' }[row.kind]}${row.before ?? ''},${row.after ?? ''} ${row.text}${row.unended ? '$' : ''}`));

test('changes are told line by line, with what is around them, and nothing twice', () => {
  assert.deepEqual(short('a\nb\n', 'a\nb\n'), ['(2)']);
  assert.deepEqual(short('', 'a\n'), ['+,1 a']);
  assert.deepEqual(short('a\n', ''), ['-1, a']);
  assert.deepEqual(short('a\nb\nc\n', 'a\nx\nc\n'), [' 1,1 a', '-2, b', '+,2 x', ' 3,3 c']);
  assert.deepEqual(short('a\n', 'a'), ['-1, a', '+,1 a$']);
  const long = Array.from({ length: 20 }, (_, at) => `line ${at}\n`);
  assert.deepEqual(short(long.join(''), long.join('').replace('line 10', 'LINE 10')),
    ['(7)', ' 8,8 line 7', ' 9,9 line 8', ' 10,10 line 9', '-11, line 10', '+,11 LINE 10', ' 12,12 line 11', ' 13,13 line 12', ' 14,14 line 13', '(6)']);
});

test('two large texts with nothing in common are told within bounds', () => {
  const text = (seed: number) => Array.from({ length: 30_000 }, (_, at) => `${seed * at}\n`).join('');
  const { rows, added, removed, hidden } = changesOf(text(7), text(11));
  assert.ok(rows.length <= 2_000 && hidden > 0);
  assert.ok(added > 20_000 && removed > 20_000);
});

test('white space and hidden characters of a changed line are seen', () => {
  const shown = (line: string) => shownParts(line).map(({ text, faint }) => (faint ? `<${text}>` : text)).join('');
  const lines: [string, string][] = [
    ['a b', 'a b'], ['  a', '<··>a'], ['a ', 'a<·>'], ['a  b', 'a<··>b'], ['\ta', '<→\t>a'], ['a\r', 'a⟦U+000D⟧'], ['a\u00a0b', 'a⟦U+00A0⟧b'], ['a\u202eb', 'a⟦U+202E⟧b'], ['\x1b[31m', '⟦U+001B⟧[31m'], ['', ''], ['   ', '<···>'],
  ];
  for (const [line, what] of lines) assert.equal(shown(line), what);
});
