import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameter } from '../../common/catalog/parameter.ts';
import type { Run } from '../../common/run.ts';
import { holdsAll, missingOf } from './needs.ts';
import type { StepEntry } from './page.ts';

const digest = 'ab'.repeat(32);
const now = 1_000_000_000;
const hour = 3_600_000;
const stream = { name: 'STREAM' } as Parameter;
const steps = new Map<string, StepEntry>([
  ['look', { title: 'Look', parameters: [stream], digest }], ['hand', { title: 'By hand', parameters: [], digest: '' }],
]);
const run = (given: Partial<Run> = {}): Run => ({
  step: 'look', asExpected: true, digest, queuedAt: now - hour, endedAt: now - hour, parameters: { STREAM: 'hsc', TARGET: 'dev' }, ...given,
} as Run);

const cases: readonly [what: string, runs: Run[], missing: string[]][] = [
  ['nothing', [], ['look']],
  ['a run of these values', [run()], []],
  ['one of other values', [run({ parameters: { STREAM: 'latiss', TARGET: 'dev' } })], ['look']],
  ['one of another target', [run({ parameters: { STREAM: 'hsc', TARGET: 'prod' } })], ['look']],
  ['an older one of these values behind one of others', [run({ parameters: { STREAM: 'latiss', TARGET: 'dev' } }), run()], []],
  ['one that was not as expected', [run({ asExpected: false })], ['look']],
  ['one that goes on', [run({ asExpected: null, endedAt: null })], ['look']],
  ['one of another text', [run({ digest: 'cd'.repeat(32) })], ['look']],
  ['one of nine hours ago', [run({ endedAt: now - 9 * hour })], ['look']],
];
for (const [what, runs, missing] of cases) {
  test(`after ${what}, what is missing is ${missing.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(missingOf({ needs: ['look', 'hand', 'gone'], steps, values: { STREAM: 'hsc', TARGET: 'dev', OTHER: 'x' }, runs }, now), missing);
  });
}

test('a list holds all that counts when it is not full, or reaches back further', () => {
  assert.equal(holdsAll([run()], 2, now), true);
  assert.equal(holdsAll([run(), run()], 2, now), false);
  assert.equal(holdsAll([run(), run({ queuedAt: now - 40 * hour })], 2, now), true);
});
