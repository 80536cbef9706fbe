import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../common/run.ts';
import { countsMs, type Mark, markOf, marks, markWords } from './step-mark.ts';

const digest = 'ab'.repeat(32);
const end = 1_000_000;
const values = { INSTRUMENT: 'hsc', TARGET: 'dev' };
const ended = { digest, parameters: values, state: 'exited', asExpected: true, endedAt: end } as unknown as Run;
const run = (given: Partial<Run>): Run => ({ ...ended, ...given });

const table: readonly [what: string, run: Run | null, mark: Mark, waits?: boolean, at?: number][] = [
  ['not run', null, 'none'],
  ['asked for', null, 'waiting', true],
  ['queued', run({ state: 'queued', endedAt: null, asExpected: null }), 'going'],
  ['running, and asked for again', run({ state: 'running', endedAt: null, asExpected: null }), 'going', true],
  ['run, and asked for again', run({}), 'waiting', true],
  ['as expected', run({}), 'good'],
  ['not as expected', run({ asExpected: false }), 'bad'],
  ['timed out', run({ state: 'timed-out', asExpected: false }), 'bad'],
  ['stopped', run({ state: 'stopped', asExpected: false }), 'old'],
  ['lost', run({ state: 'lost', asExpected: false }), 'lost'],
  ['of another text', run({ digest: 'cd'.repeat(32) }), 'old'],
  ['with another value', run({ parameters: { ...values, INSTRUMENT: 'latiss' } }), 'old'],
  ['with a value that the step no longer takes', run({ parameters: { ...values, GONE: 'x' } }), 'good'],
  ['just within eight hours', run({}), 'good', false, end + countsMs - 1],
  ['eight hours ago', run({}), 'old', false, end + countsMs],
  ['a failure of yesterday', run({ asExpected: false }), 'old', false, end + 3 * countsMs],
];
for (const [what, one, mark, waits = false, at = end + 60_000] of table) {
  test(`a step that is ${what}: ${mark}`, () => {
    assert.equal(markOf({ run: one, digest: digest.slice(0, 36), values, waits }, at), mark);
  });
}

test('every mark has its own words', () => {
  assert.equal(new Set(marks.map((mark) => markWords[mark])).size, marks.length);
});
