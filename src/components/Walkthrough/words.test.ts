import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunId } from '../../../common/ids.ts';
import type { StepStanding, WalkEntry, WalkRun, WalkView } from '../../../common/walkthrough.ts';
import { together } from '../../client/walk-entries.ts';
import { newsBetween, peopleHere, standingSaid, takenFrom } from './words.ts';

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

test('entries that are told come to those that are known; what stands before a gap is asked for again', () => {
  const all = [1, 2, 3, 4, 5].map((seq) => entry(seq, 'a', { kind: 'begun' }));
  assert.deepEqual(together(all.slice(0, 3), all.slice(2)).map(({ seq }) => seq), [1, 2, 3, 4, 5]);
  assert.deepEqual(together(all.slice(0, 2), all.slice(3)).map(({ seq }) => seq), [4, 5]);
  assert.deepEqual(together(all.slice(3), all).map(({ seq }) => seq), [1, 2, 3, 4, 5]);
});
