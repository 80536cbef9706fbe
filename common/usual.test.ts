import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualFrom, usualOf } from './usual.ts';

const table: readonly [what: string, took: readonly number[], ms: number | null, runs: number][] = [
  ['nobody has run it', [], null, 0],
  ['one run', [900], 900, 1],
  ['an even number: between the two in the middle', [100, 400, 200, 300], 250, 4],
  ['one that hung for a day does not count for more than one', [10, 12, 86_400_000], 12, 3],
  ['odd values are passed over', [Number.NaN, -5, 40], 40, 1],
  ['only the newest', [...Array.from({ length: usualFrom }, () => 7), 9_000, 9_000], 7, usualFrom],
];
for (const [what, took, ms, runs] of table) {
  test(`what is usual: ${what}`, () => { assert.deepEqual(usualOf(took), { ms, runs }); });
}
