/** How a walkthrough stands, by what was done in it; and what bears on what. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunId } from './ids.ts';
import type { ActAsked, WalkAct, WalkEntry, WalkHead, WalkRun, WalkStep } from './walkthrough.ts';
import { movedBy } from './walkthrough-moved.ts';
import { stateOf } from './walkthrough-state.ts';
import { runElsewhere } from './walkthrough-world.ts';
import { actWords } from './walkthrough-words.ts';

const step = (id: string, more: Partial<WalkStep> = {}): WalkStep => ({
  id, title: id.toUpperCase(), kind: 'runnable', procedure: 'p', procedureTitle: 'P', effect: 'read', digest: `${id}1`, needs: [], only: [], parameters: [],
  interactive: false, background: false, isNeededOnly: false, ...more,
});
const head: WalkHead = {
  id: '01923456-789a-7000-8000-000000000000', title: 'Tonight', runbook: 'r', runbookTitle: 'R', procedure: 'p', procedureTitle: 'P', environment: 'dev', environmentTitle: 'Dev',
  parameters: { TARGET: 'dev', POD: 'a' }, catalog: 'c', begunBy: 'ada', begunAt: 1,
  steps: [
    step('a', { parameters: ['POD'] }), step('b', { needs: ['a', 'm'], parameters: ['POD', 'TARGET'] }), step('prod', { only: ['prod'], parameters: ['TARGET'] }),
    step('m', { kind: 'manual', effect: null }), step('late', { parameters: ['JOB'] }),
  ],
};
const log = (...acts: (WalkAct | (WalkAct & { by: string }))[]): WalkEntry[] => acts.map((act, at) => ({ by: 'ada', ...act, seq: at + 1, at: 10 * (at + 1) }));
const ran = (run: string, of = 'a'): WalkAct => ({ kind: 'run', step: of, run: run as RunId, digest: `${of}1`, reason: '', isGoingOn: false });
const runOf = (id: string, more: Partial<WalkRun> = {}): WalkRun => ({
  id: id as RunId, step: 'a', person: 'ada', digest: 'a1', parameters: { POD: 'a' }, state: 'exited', queuedAt: 20, startedAt: 21, endedAt: 30, exitStatus: 0, asExpected: true, note: '', interactive: false, ...more,
});
const at = (entries: WalkEntry[], runs: WalkRun[] = [], resets: Record<string, number> = {}, of = head) => stateOf(of, entries, { runs: Object.fromEntries(runs.map((run) => [run.id, run])), resets });

const table: readonly [what: string, WalkEntry[], WalkRun[], step: string, state: string, more?: { resets?: Record<string, number>; of?: WalkHead }][] = [
  ['nothing was done', log(), [], 'a', 'waiting'],
  ['it runs', log(ran('1')), [runOf('1', { state: 'running', asExpected: null, endedAt: null })], 'a', 'running'],
  ['it waits for its workspace', log(ran('1')), [runOf('1', { state: 'queued', asExpected: null, startedAt: null, endedAt: null })], 'a', 'running'],
  ['it ended as expected', log(ran('1')), [runOf('1')], 'a', 'done'],
  ['it ended otherwise', log(ran('1')), [runOf('1', { asExpected: false, exitStatus: 2 })], 'a', 'unexpected'],
  ['it took too long', log(ran('1')), [runOf('1', { state: 'timed-out', asExpected: false })], 'a', 'unexpected'],
  ['it was stopped', log(ran('1')), [runOf('1', { state: 'stopped', asExpected: false })], 'a', 'stopped'],
  ['its runner was lost', log(ran('1')), [runOf('1', { state: 'lost', asExpected: false })], 'a', 'lost'],
  ['its record is not kept any more', log(ran('1')), [], 'a', 'lost'],
  ['the runner would not have it', log(ran('1'), { kind: 'not-taken', step: 'a', run: '1' as RunId, why: 'full' }), [], 'a', 'waiting'],
  ['the last run counts', log(ran('1'), ran('2')), [runOf('1'), runOf('2', { asExpected: false })], 'a', 'unexpected'],
  ['its text is another now', log(ran('1')), [runOf('1', { digest: 'a0' })], 'a', 'stale: text'],
  ['the parameters are others now', log(ran('1'), { kind: 'parameters', parameters: { TARGET: 'dev', POD: 'b' } }), [runOf('1')], 'a', 'stale: parameters'],
  ['a parameter that it does not take changed', log(ran('1'), { kind: 'parameters', parameters: { TARGET: 'dev', POD: 'a', JOB: 'x' } }), [runOf('1')], 'a', 'done'],
  ['who ran it began anew since', log(ran('1')), [runOf('1')], 'a', 'stale: anew', { resets: { ada: 25 } }],
  ['somebody else began anew since', log(ran('1')), [runOf('1')], 'a', 'done', { resets: { bob: 25 } }],
  ['one that failed stays so, whatever changed', log(ran('1')), [runOf('1', { digest: 'a0', asExpected: false })], 'a', 'unexpected'],
  ['it was skipped', log({ kind: 'skip', step: 'a', reason: 'no' }), [], 'a', 'skipped'],
  ['it was skipped after it failed', log(ran('1'), { kind: 'skip', step: 'a', reason: 'no' }), [runOf('1', { asExpected: false })], 'a', 'skipped'],
  ['it was taken up again', log(ran('1'), { kind: 'skip', step: 'a', reason: 'no' }, { kind: 'unskip', step: 'a' }), [runOf('1')], 'a', 'done'],
  ['it was run after it was skipped', log({ kind: 'skip', step: 'a', reason: 'no' }, ran('1')), [runOf('1')], 'a', 'done'],
  ['it was ticked off', log({ kind: 'tick', step: 'm', digest: 'm1' }), [], 'm', 'ticked'],
  ['its tick was taken back', log({ kind: 'tick', step: 'm', digest: 'm1' }, { kind: 'untick', step: 'm' }), [], 'm', 'waiting'],
  ['what was ticked off says something else now', log({ kind: 'tick', step: 'm', digest: 'm0' }), [], 'm', 'stale: text'],
  ['it is for another target', log(), [], 'prod', 'elsewhere'],
  ['it is for this target', log(), [], 'prod', 'waiting', { of: { ...head, parameters: { TARGET: 'prod' } } }],
  ['a note changes nothing', log(ran('1'), { kind: 'note', step: 'a', text: 'x' }), [runOf('1')], 'a', 'done'],
];
for (const [what, entries, runs, id, state, { resets, of } = {}] of table) {
  test(`${what}: ${state}`, () => {
    const standing = at(entries, runs, resets, of).steps[id];
    assert.equal(`${standing?.state ?? ''}${standing?.staleFor ? `: ${standing.staleFor}` : ''}`, state);
  });
}

const needs: readonly [what: string, WalkEntry[], WalkRun[], missing: string[]][] = [
  ['nothing', log(), [], ['a', 'm']],
  ['a run as expected', log(ran('1')), [runOf('1')], ['m']],
  ['a run of somebody else', log({ ...ran('1'), by: 'bob' }), [runOf('1', { person: 'bob' })], ['m']],
  ['a run that failed after one as expected', log(ran('1'), ran('2')), [runOf('1'), runOf('2', { asExpected: false })], ['m']],
  ['a run with other values of what both take', log(ran('1')), [runOf('1', { parameters: { POD: 'b' } })], ['a', 'm']],
  ['a run of another text', log(ran('1')), [runOf('1', { digest: 'a0' })], ['a', 'm']],
  ['a run that goes on', log(ran('1')), [runOf('1', { asExpected: null, state: 'running' })], ['a', 'm']],
  ['a skip', log({ kind: 'skip', step: 'a', reason: 'no' }), [], ['a', 'm']],
  ['a tick', log({ kind: 'tick', step: 'm', digest: 'm1' }), [], ['a']],
  ['a tick of another text', log({ kind: 'tick', step: 'm', digest: 'm0' }), [], ['a', 'm']],
];
for (const [what, entries, runs, missing] of needs) {
  test(`after ${what}, what is needed and missing is ${missing.join(' and ')}`, () => { assert.deepEqual(at(entries, runs).steps.b?.missing, missing); });
}

const practised = { ...head, environment: 'practice' };
const [taken, again] = [{ kind: 'lead', from: 'ada', by: 'bob' }, { kind: 'again', by: 'bob' }] as const;
test('in practice what is needed counts where it was done in the world of who has the lead; a tick counts for all', () => {
  const missing = (entries: WalkEntry[]) => at(entries, [runOf('1'), runOf('2', { person: 'bob' })], {}, practised).steps.b?.missing;
  const ticked = { kind: 'tick', step: 'm', digest: 'm1' } as const;
  assert.deepEqual(missing(log(ticked, ran('1'))), []);
  assert.deepEqual(missing(log(ticked, ran('1'), taken)), ['a']);
  assert.deepEqual(missing(log(ticked, ran('1'), taken, { ...ran('2'), by: 'bob' })), []);
});

const worlds: readonly [what: string, WalkEntry[], state: string, run: string | null, elsewhere: string[]][] = [
  ['the lead was taken', log(ran('1'), taken), 'done', '1', ['a']],
  ['who took the lead does it again', log(ran('1'), taken, again), 'waiting', null, []],
  ['one that failed is to be done again, too', log(ran('4'), taken, again), 'waiting', null, []],
  ['it was done in their world since', log(ran('1'), taken, again, { ...ran('2'), by: 'bob' }), 'done', '2', []],
  ['it had been done in their world before', log({ ...ran('2'), by: 'bob' }, ran('1'), taken, again), 'done', '2', []],
  ['it still runs in the other world', log(ran('3'), taken, again), 'running', '3', []],
  ['the lead was taken back', log(ran('1'), taken, again, { ...ran('2'), by: 'bob' }, { kind: 'lead', from: 'bob' }), 'done', '2', ['a']],
  ['the other did nothing before the lead was taken back', log(ran('1'), taken, again, { kind: 'lead', from: 'bob' }), 'done', '1', []],
  ['it was skipped', log(ran('1'), { kind: 'skip', step: 'a', reason: 'no' }, taken), 'skipped', '1', []],
];
for (const [what, entries, standing, run, elsewhere] of worlds) {
  test(`in practice, where ${what}: ${standing}, and ${elsewhere.length === 0 ? 'nothing' : 'it'} can be done again in one’s own world`, () => {
    const state = at(entries, [runOf('1'), runOf('2', { person: 'bob' }), runOf('3', { state: 'running', asExpected: null }), runOf('4', { asExpected: false })], {}, practised);
    assert.deepEqual([state.steps.a?.state, state.steps.a?.run, runElsewhere(practised, state)], [standing, run, elsewhere]);
    assert.deepEqual(runElsewhere(head, state), []);
  });
}

test('the whole: lead, people, parameters, what is next, what is blank, and how much is done', () => {
  const state = at(log({ kind: 'begun' }, { kind: 'lead', from: 'ada', by: 'bob' }, { ...ran('1'), by: 'bob' }, { kind: 'skip', step: 'b', reason: 'no', by: 'bob' }, { kind: 'tick', step: 'm', digest: 'm1', by: 'eve' }), [runOf('1', { person: 'bob' })]);
  assert.deepEqual([state.seq, state.lead, state.people, state.next], [5, 'bob', ['ada', 'bob', 'eve'], 'late']);
  assert.deepEqual(state.steps.late?.blank, ['JOB']);
  assert.deepEqual(state.counts, { all: 4, done: 2, skipped: 1, amiss: 0 });
  assert.deepEqual(state.steps.a?.runs, ['1']);
});

const going: readonly [what: string, WalkEntry[], isGoing: boolean, held: string][] = [
  ['asked to', log({ kind: 'begun' }, { kind: 'go-on' }), true, ''],
  ['held by somebody', log({ kind: 'go-on' }, { kind: 'hold', step: 'a', why: '' }), false, ''],
  ['stopped by itself', log({ kind: 'go-on' }, { kind: 'hold', step: 'a', why: 'By hand.', by: '' }), false, 'By hand.'],
  ['come to its end', log({ kind: 'go-on' }, { kind: 'hold', step: null, why: 'All steps are done.', by: '' }), false, ''],
  ['asked to again', log({ kind: 'go-on' }, { kind: 'hold', step: 'a', why: 'By hand.', by: '' }, { kind: 'go-on' }), true, ''],
  ['taken over', log({ kind: 'go-on' }, { kind: 'lead', from: 'ada', by: 'bob' }), false, 'Somebody else took the lead.'],
  ['ended', log({ kind: 'go-on' }, { kind: 'ended', text: '' }), false, ''],
  ['opened again', log({ kind: 'go-on' }, { kind: 'ended', text: '' }, { kind: 'reopened', text: '' }), false, ''],
];
for (const [what, entries, isGoing, held] of going) {
  test(`${what}, it ${isGoing ? 'goes on' : 'does not go on'} by itself`, () => {
    const state = at(entries);
    assert.deepEqual([state.going !== null, state.held, state.people.includes('')], [isGoing, held, false]);
  });
}

const meanwhile = log({ kind: 'begun' }, { kind: 'note', step: null, text: 'x' }, { kind: 'tick', step: 'm', digest: 'm1' }, ran('1'), { kind: 'lead', from: 'ada', by: 'bob' });
const moved: readonly [ActAsked, number | null][] = [
  [{ act: 'tick', step: 'm', seen: 2 }, 3], [{ act: 'tick', step: 'm', seen: 3 }, null], [{ act: 'tick', step: 'other', seen: 1 }, null],
  [{ act: 'skip', step: 'a', reason: 'x', seen: 2 }, 4], [{ act: 'skip', step: 'other', reason: 'x', seen: 2 }, 5],
  [{ act: 'lead', seen: 4 }, 5], [{ act: 'lead', seen: 5 }, null], [{ act: 'end', seen: 1 }, 3], [{ act: 'end', seen: 5 }, null],
  [{ act: 'parameters', parameters: {}, seen: 3 }, 4], [{ act: 'hold', seen: 1 }, 5], [{ act: 'renew', seen: 4 }, 5], [{ act: 'again', seen: 4 }, 5], [{ act: 'again', seen: 5 }, null], [{ act: 'note', text: 'x' }, null], [{ act: 'reopen', seen: 0 }, null],
];
for (const [asked, seq] of moved) {
  test(`${asked.act} seen at ${'seen' in asked ? asked.seen : '-'} ${seq === null ? 'goes' : `is overtaken by ${seq}`}`, () => { assert.equal(movedBy(meanwhile, asked)?.seq ?? null, seq); });
}

test('what was done is told in words', () => {
  const told = [...meanwhile, ...log({ kind: 'skip', step: 'gone', reason: 'no' }, { kind: 'parameters', parameters: { A: '1', B: '2' } }, { kind: 'hold', step: 'a', why: 'It takes `yes`.' }, { kind: 'hold', step: null, why: 'All is done.' })];
  assert.deepEqual(told.map((entry) => actWords(entry, head, { ada: 'Ada' })), [
    'began “Tonight”', 'wrote a note', 'ticked off “M”', 'ran “A”', 'took the lead from Ada', 'skipped “gone”: no', 'set A=1, B=2', 'stopped going on. It takes “yes”.', 'came to the end. All is done.',
  ]);
  assert.equal(actWords({ kind: 'lead', from: 'ada' }, practised, { ada: 'Ada' }), 'took the lead from Ada: from here on it runs in their own practice world, not in that of Ada');
});
