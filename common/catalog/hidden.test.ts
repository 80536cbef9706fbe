import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hiddenIn } from './hidden.ts';

const cases: [text: string, names: string[]][] = [
  ['plain\ttext\nof two lines', []],
  ['“quotes”, é, Ж, 日本, 👩‍🚀 and ☂️', []],
  ['a\u200bb', ['U+200B']],
  ['a\u200db', ['U+200D']],
  ['\u202egnp\u202c', ['U+202E', 'U+202C']],
  ['\u0007 \u00ad \u3164 \ufeff', ['U+0007', 'U+00AD', 'U+3164', 'U+FEFF']],
  ['\u{e0041}', ['U+E0041']],
];

test('characters that nobody sees are found, and those that everybody does are left alone', () => {
  for (const [text, names] of cases) assert.deepEqual(hiddenIn(text).map(({ name }) => name), names, JSON.stringify(text));
});

test('a long row of them is read in time that grows with its length', () => {
  assert.equal(hiddenIn('\u200d'.repeat(200_000)).length, 200_000);
});
