import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ranOf, tallyOf, type Tried, triedOf } from './freshness.ts';
import type { RunId } from './ids.ts';
import type { Run } from './run.ts';
import type { StepResult } from './tested.ts';

const result = (given: Partial<StepResult> = {}): StepResult => ({ digest: 'now', target: '', at: 10, outcome: 'passed', asserts: true, why: '', ...given });
const tried = (given: Partial<Tried> = {}): Tried => ({ outcome: 'passed', at: 10, changed: false, why: '', ...given });

const results: readonly [what: string, given: readonly StepResult[], expected: Tried | null][] = [
  ['nothing was found', [], null],
  ['it passed', [result()], tried()],
  ['it passed with another text', [result({ digest: 'then' })], tried({ changed: true })],
  ['it failed with another text', [result({ digest: 'then', outcome: 'failed', why: 'exit 1' })], tried({ outcome: 'failed', why: 'exit 1', changed: true })],
  ['one target fails', [result({ target: 'dev' }), result({ target: 'prod', outcome: 'failed', why: 'exit 1', at: 5 })], tried({ outcome: 'failed', why: 'prod: exit 1', at: 5 })],
  ['a failure of another text is over', [result({ target: 'dev' }), result({ target: 'prod', outcome: 'failed', why: 'exit 1', digest: 'then' })], tried()],
  ['two targets passed: the newer counts', [result({ at: 5, target: 'dev' }), result({ at: 7, target: 'prod' })], tried({ at: 7 })],
  ['one target is skipped', [result({ target: 'dev', at: 3 }), result({ target: 'prod', outcome: 'skipped', why: 'only dev' })], tried({ at: 3 })],
  ['it is skipped', [result({ outcome: 'skipped', why: 'Nobody types.' })], tried({ outcome: 'skipped', why: 'Nobody types.' })],
];
for (const [what, given, expected] of results) {
  test(`tried: ${what}`, () => { assert.deepEqual(triedOf(given, 'now'), expected); });
}

test('a reason of many lines, with controls, becomes one line of bounded length', () => {
  const why = triedOf([result({ outcome: 'failed', why: `\u001b[31mno\u0007\n\n${'x'.repeat(1_000_000)}` })], 'now')?.why ?? '';
  assert.match(why, /^\[31mno x+…$/);
  assert.equal(why.length, 200);
});

const run: Run = {
  id: '01923456-789a-7000-8000-000000000000' as RunId, person: 'ada', environment: 'practice', runbook: 'r', step: 's', digest: 'now', title: 'S',
  parameters: { POD: 'secret' }, state: 'exited', interactive: false, queuedAt: 1, startedAt: 2, endedAt: 3, exitStatus: 0, asExpected: true, note: 'n', end: 5,
  size: { cols: 80, rows: 24 },
};
const told = { step: 's', at: 3, by: 'you', ending: 'as-expected', exit: 0, environment: 'practice', changed: false };
const runs: readonly [what: string, given: Partial<Run>, person: string, expected: object][] = [
  ['one’s own', {}, 'ada', told],
  ['another’s is somebody’s, and tells nothing else', {}, 'bob', { ...told, by: 'somebody' }],
  ['not as expected', { asExpected: false, exitStatus: 3 }, 'ada', { ...told, ending: 'not-as-expected', exit: 3 }],
  ['stopped', { state: 'stopped', asExpected: false, exitStatus: null }, 'ada', { ...told, ending: 'stopped', exit: null }],
  ['lost', { state: 'lost', asExpected: false, exitStatus: null, endedAt: null }, 'ada', { ...told, ending: 'lost', exit: null, at: 1 }],
  ['of another text', { digest: 'then' }, 'ada', { ...told, changed: true }],
];
for (const [what, given, person, expected] of runs) {
  test(`ran: ${what}`, () => { assert.deepEqual(ranOf({ ...run, ...given }, person, 'now'), expected); });
}

test('a tally counts every step once; one by hand only when the test has tried it', () => {
  const tally = tallyOf([
    { id: 'a', byHand: false, tried: tried({ at: 7 }) }, { id: 'b', byHand: true, tried: tried({ at: 5 }) }, { id: 'c', byHand: true, tried: null },
    { id: 'd', byHand: true, tried: tried({ outcome: 'skipped' }) }, { id: 'e', byHand: false, tried: tried({ outcome: 'skipped' }) }, { id: 'f', byHand: false, tried: null },
    { id: 'g', byHand: false, tried: tried({ outcome: 'failed' }) }, { id: 'h', byHand: false, tried: tried({ outcome: 'failed' }) },
    { id: 'i', byHand: false, tried: tried({ outcome: 'failed', changed: true }) }, { id: 'j', byHand: false, tried: tried({ changed: true, at: 1 }) },
  ]);
  assert.deepEqual(tally, { steps: 8, passed: 2, failed: 2, skipped: 1, changed: 2, never: 1, since: 5, failing: 'g' });
});
