import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Pace, type PaceOf, paceOf } from './pace.ts';

const table: readonly [what: string, given: PaceOf, expected: Pace][] = [
  ['nothing is known', { elapsed: 5_000, usual: null, silent: null }, { share: null, said: '' }],
  ['too short for a bar', { elapsed: 300, usual: 400, silent: 0 }, { share: null, said: '' }],
  ['half way', { elapsed: 10_000, usual: 20_000, silent: 500 }, { share: 0.5, said: 'usually 20 s' }],
  ['a little late is still usual', { elapsed: 22_000, usual: 20_000, silent: 0 }, { share: 1, said: 'usually 20 s' }],
  ['late', { elapsed: 40_000, usual: 20_000, silent: 0 }, { share: 1, said: 'longer than the usual 20 s' }],
  ['a short one that hangs', { elapsed: 60_000, usual: 400, silent: 59_000 }, { share: 1, said: 'longer than the usual 0.4 s · quiet for 59 s' }],
  ['quiet', { elapsed: 60_000, usual: null, silent: 40_000 }, { share: null, said: 'quiet for 40 s' }],
  ['not quiet yet', { elapsed: 60_000, usual: null, silent: 9_999 }, { share: null, said: '' }],
];
for (const [what, given, expected] of table) {
  test(`pace: ${what}`, () => { assert.deepEqual(paceOf(given), expected); });
}
