import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunId } from '../../../common/ids.ts';
import type { StepStanding, WalkEntry, WalkRun, WalkView } from '../../../common/walkthrough.ts';
import { together } from '../../client/walk-entries.ts';
import { aheadSaid, finishedSaid, heldSaid, idleSaid, keepingSaid, missingSaid, newsBetween, openingsSaid, peopleHere, standingSaid, takenFrom, worldSince } from './words.ts';

const run = (part: Partial<WalkRun>) => ({ id: 'r1' as RunId, step: 'ping', person: 'b', state: 'exited', exitStatus: 0, asExpected: true, ...part }) as WalkRun;
const standing = (part: Partial<StepStanding>): StepStanding => ({ state: 'waiting', staleFor: null, by: '', at: null, run: null, runs: [], reason: '', missing: [], blank: [], ...part });
const entry = (seq: number, by: string, act: object) => ({ seq, at: seq, by, ...act }) as WalkEntry;
const view = (part: Partial<WalkView> & { seq?: number; lead?: string } = {}) => ({
  title: 'Check', steps: [{ id: 'ping', title: 'Is Redis up?' }], names: { a: 'Ann', b: 'Ben' }, runs: {}, entries: [], present: [],
  state: { seq: part.seq ?? 0, lead: part.lead ?? 'a' }, ...part,
}) as unknown as WalkView;

const said = [
  [standing({}), 'Not done yet', 'idle'],
  [standing({ blank: ['POD'] }), 'Has no value for POD yet', 'idle'],
  [standing({ state: 'running', by: 'b', at: 3 }), 'Run by Ben, since 0:03', 'busy'],
  [standing({ state: 'done', by: 'a', at: 3 }), 'Run by you at 0:03: as expected', 'good'],
  [standing({ state: 'ticked', by: 'b', at: 3 }), 'Done by Ben at 0:03', 'good'],
  [standing({ state: 'skipped', by: 'b', at: 3, reason: 'done before' }), 'Skipped by Ben at 0:03: done before', 'over'],
  [standing({ state: 'stale', staleFor: 'parameters', by: 'b', at: 3 }), 'Done by Ben at 0:03, and does not count any more: the parameters are others now', 'bad'],
  [standing({ state: 'unexpected', by: 'b', at: 3, run: 'r1' as RunId }), 'Run by Ben at 0:03: not as expected, exit status 3', 'bad'],
  [standing({ state: 'stopped', by: 'gone', at: 3, run: 'r2' as RunId }), 'Run by gone at 0:03: stopped', 'over'],
  [standing({ state: 'elsewhere' }), 'Not for this target', 'over'],
] as const;
for (const [one, text, tone] of said) {
  test(`a step says: ${text}`, () => {
    const runs = { r1: run({ asExpected: false, exitStatus: 3 }), r2: run({ state: 'stopped', asExpected: false, exitStatus: null }) };
    assert.deepEqual(standingSaid(view({ runs }), one, 'a', (at) => `0:0${at}`), { tone, text });
  });
}

test('who looks on hears what was done, how runs ended, and who came', () => {
  const going = run({ state: 'running', asExpected: null, exitStatus: null });
  const before = view({ seq: 1, runs: { r1: going }, present: [{ person: 'a', name: 'Ann', page: '1' }] });
  const after = view({
    seq: 4, runs: { r1: run({}), r2: run({ id: 'r2' as RunId, asExpected: false, exitStatus: 2 }) },
    present: [{ person: 'a', name: 'Ann', page: '1' }, { person: 'b', name: 'Ben', page: '2' }, { person: 'b', name: 'Ben', page: '3' }],
    entries: [entry(1, 'a', { kind: 'begun' }), entry(2, 'b', { kind: 'lead', from: 'a' }), entry(3, 'b', { kind: 'run', step: 'ping', run: 'r2', isGoingOn: false }), entry(4, 'b', { kind: 'note', step: null, text: 'odd' })],
  });
  assert.deepEqual(newsBetween(before, after, 'a'), [
    'Ben took the lead from Ann.', 'Ben ran “Is Redis up?”: not as expected, exit status 2.', 'Ben wrote a note: odd.', '“Is Redis up?” by Ben: as expected.', 'Ben is here now.',
  ]);
  assert.deepEqual([newsBetween(null, after, 'a'), newsBetween(after, after, 'a')], [[], []]);
  assert.deepEqual(peopleHere(after, 'b'), [{ id: 'b', name: 'you' }, { id: 'a', name: 'Ann' }]);
});

test('whoever had the lead is told who took it, until they have it again', () => {
  const entries = [entry(1, 'a', { kind: 'begun' }), entry(2, 'b', { kind: 'lead', from: 'a' })];
  assert.deepEqual(takenFrom(view({ entries, lead: 'b' }), 'a'), { seq: 2, by: 'b', at: 2 });
  assert.equal(takenFrom(view({ entries, lead: 'b' }), 'c'), null);
  assert.equal(takenFrom(view({ entries: [...entries, entry(3, 'a', { kind: 'lead', from: 'b' })], lead: 'a' }), 'a'), null);
});

test('in practice each hand-over says whose world it is, and what was done in another', () => {
  const entries = [entry(1, 'a', { kind: 'begun' }), entry(2, 'b', { kind: 'lead', from: 'a' })];
  const done = standing({ state: 'done', by: 'a', at: 3, run: 'r1' as RunId });
  const runs = { r1: run({}) };
  const taken = (environment: string) => view({ entries, runs, environment, state: { lead: 'b', steps: { ping: done } } as unknown as WalkView['state'] });
  assert.equal(worldSince(taken('practice'), 'b')?.text, 'From here on it runs in your world. What Ann did is not done there.');
  assert.deepEqual([worldSince(taken('dev'), 'b'), worldSince(taken('practice'), 'a')], [null, null]);
  assert.deepEqual(['a', 'b'].map((me) => standingSaid(taken('practice'), done, me, String).text), ['Run by you at 3, in your own world: as expected', 'Run by Ann at 3, in their own world: as expected']);
  assert.equal(standingSaid(taken('dev'), done, 'b', String).text, 'Run by Ann at 3: as expected');
  assert.deepEqual(['a', 'b'].map((me) => missingSaid(taken('practice'), ['ping'], me)), ['not done in the world of Ben yet', 'not done in your world yet']);
  assert.equal(missingSaid(taken('dev'), ['ping'], 'b'), 'not done here yet');
  assert.equal(worldSince({ ...taken('practice'), entries: [...entries, entry(3, 'b', { kind: 'again' })] }, 'b'), null);
  const again = standing({ runs: ['r1' as RunId] });
  assert.deepEqual(['a', 'b'].map((me) => standingSaid(taken('practice'), again, me, String).text), ['Not done in the world of Ben yet', 'Not done in your world yet']);
});

const steps = [{ id: 'bg', background: true }, { id: 'ping', background: false }, { id: 'pods', background: false }] as unknown as WalkView['steps'];
const stands = (...states: StepStanding['state'][]) => view({
  steps, state: {
    lead: 'a', ended: null, counts: { skipped: states.filter((one) => one === 'skipped').length },
    steps: Object.fromEntries(states.map((state, at) => [steps[at]?.id, standing({ state })])),
  } as unknown as WalkView['state'],
});
const ahead: readonly [states: StepStanding['state'][], said: string, finished: string][] = [
  [['running', 'waiting', 'waiting'], 'next: ping', ''],
  [['running', 'running', 'waiting'], 'running: ping', ''],
  [['running', 'done', 'done'], 'running: bg', ''],
  [['done', 'done', 'unexpected'], 'next: pods', ''],
  [['done', 'ticked', 'done'], '', 'All steps are done. End it, or note what is left.'],
  [['done', 'skipped', 'ticked'], '', 'All steps are done or skipped. End it, or note what is left.'],
];
for (const [states, said, finished] of ahead) {
  test(`of steps that are ${states.join(', ')} is said: “${said || finished}”`, () => {
    const { word, step } = aheadSaid(stands(...states)) ?? { word: '', step: '' };
    assert.deepEqual([word === '' ? '' : `${word}: ${step}`, finishedSaid(stands(...states), 'a')], [said, finished]);
  });
}

test('who has not the lead hears who can end it; an offer says for how long nothing was done', () => {
  assert.equal(finishedSaid(stands('done', 'done', 'done'), 'b'), 'All steps are done. Ann has the lead and can end it; note what is left.');
  assert.deepEqual([4, 15, 150, 3 * 24 * 60].map((minutes) => idleSaid(minutes * 60_000, 0)), ['', 'nothing was done for 15 min', 'nothing was done for 2 h', 'nothing was done for 3 days']);
});

test('of open ones is said whom one joins, or how many there are', () => {
  const [ben, own] = [{ verb: 'Join', lead: 'Ben' }, { verb: 'Go on', lead: 'Ann' }];
  assert.deepEqual([[ben], [own], [{ verb: 'Look on', lead: 'Ben' }], [ben, own]].map(openingsSaid).map(({ what, whom }) => `${what} ${whom}`.trim()), ['Join Ben', 'Go on', 'Look on', '2 open']);
});

test('entries that are told come to those that are known; what stands before a gap is asked for again', () => {
  const all = [1, 2, 3, 4, 5].map((seq) => entry(seq, 'a', { kind: 'begun' }));
  assert.deepEqual(together(all.slice(0, 3), all.slice(2)).map(({ seq }) => seq), [1, 2, 3, 4, 5]);
  assert.deepEqual(together(all.slice(0, 2), all.slice(3)).map(({ seq }) => seq), [4, 5]);
  assert.deepEqual(together(all.slice(3), all).map(({ seq }) => seq), [1, 2, 3, 4, 5]);
});

const held: readonly [what: string, entries: WalkEntry[], next: string | null, held: string, said: string][] = [
  ['a step that is next still', [entry(1, '', { kind: 'hold', step: 'ping', why: 'By hand.' })], 'ping', 'By hand.', 'By hand.'],
  ['a step that was done meanwhile', [entry(1, '', { kind: 'hold', step: 'ping', why: 'By hand.' })], 'pods', 'By hand.', ''],
  ['nothing that is left', [entry(1, '', { kind: 'hold', step: null, why: 'Every step is done.' })], null, 'Every step is done.', ''],
  ['another’s lead', [entry(1, '', { kind: 'hold', step: 'ping', why: 'By hand.' }), entry(2, 'b', { kind: 'lead', from: 'a' })], 'pods', 'Somebody else took the lead.', 'Somebody else took the lead.'],
];
for (const [what, entries, next, why, said] of held) {
  test(`of why it holds at ${what} is said: “${said}”`, () => {
    assert.equal(heldSaid({ entries, state: { next, held: why } as WalkView['state'] }), said);
  });
}

test('what is not kept yet is never said as if it were done', () => {
  const asked = [{ act: 'tick', step: 'ping', seen: 1 }, { act: 'skip', step: 'ping', reason: 'known', seen: 1 }, { act: 'note', text: 'Hello' }, { act: 'end', seen: 1 }] as const;
  assert.deepEqual(asked.map((one) => Object.values(keepingSaid(one)).join('|')), ['Tick it off|', 'Skip it|known', 'Note|Hello', 'End the walkthrough|']);
});
