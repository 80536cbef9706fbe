import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApprovalGlance } from '../../../common/approval.ts';
import { requestFor } from '../../client/approvals.ts';
import { sizeOf, standingOf, timeLeft, toneOf } from './said.ts';

const request: ApprovalGlance = {
  id: 'a', state: 'waiting', why: '', askedAt: 1, expiresAt: 2, endedAt: null, person: { id: 'ada', name: 'Ada' }, reason: 'r', environment: 'practice', environmentTitle: 'Practice',
  runbook: 'plain', step: 'stats', title: 'Stats', target: null, effect: 'read', parameters: { A: '1' }, digest: 'abcdef', needed: 1, votes: [], endedBy: '', run: null, isOwn: true, mayDecide: false, now: 0,
};
const vote = (name: string, counts = true) => ({ person: name.toLowerCase(), name, at: 1, reason: '', counts });

const told: [given: Partial<ApprovalGlance>, said: string, tone: string][] = [
  [{}, 'Waiting for approval: 0 of 1.', 'busy'],
  [{ needed: 2, votes: [vote('Cleo')] }, 'Waiting for approval: 1 of 2. Approved by Cleo.', 'busy'],
  [{ votes: [vote('Cleo', false)] }, 'Waiting for approval: 0 of 1. The approval of Cleo does not count any more.', 'busy'],
  [{ state: 'approved', votes: [vote('Cleo'), vote('Dan')] }, 'Approved by Cleo, Dan.', 'good'],
  [{ state: 'refused', endedBy: 'Dan', why: 'not today' }, 'Refused by Dan: not today', 'bad'],
  [{ state: 'withdrawn' }, 'Withdrawn.', 'over'],
  [{ state: 'expired' }, 'Expired: 0 of 1 had approved it.', 'over'],
  [{ state: 'expired', votes: [vote('Cleo')] }, 'It was approved, and expired before it was run.', 'over'],
  [{ state: 'void', why: 'the directory' }, 'It does not hold any more, for this changed since: the directory.', 'bad'],
  [{ state: 'used', votes: [vote('Cleo')] }, 'Approved by Cleo. It was run.', 'over'],
];
for (const [given, said, tone] of told) {
  test(`a request is told as “${said}”`, () => { assert.deepEqual([standingOf({ ...request, ...given }), toneOf({ ...request, ...given })], [said, tone]); });
}

test('what is left is told to the second, and never below nothing', () => {
  assert.deepEqual([900_000, 60_001, 59_000, 1, 0, -5].map(timeLeft), ['15:00', '1:01', '0:59', '0:01', '0:00', '0:00']);
  assert.deepEqual([1, 1023, 1536, 3 * 1024 ** 2].map(sizeOf), ['1 byte', '1023 bytes', '1.5 KiB', '3.0 MiB']);
});

const wanted = { runbook: 'plain', step: 'stats', digest: 'abc', environment: 'practice', parameters: { A: '1' } };
const found: [why: string, own: ApprovalGlance[], expected: [id: string, isForThis: boolean] | null][] = [
  ['nothing was asked', [], null],
  ['for just this', [request], ['a', true]],
  ['for other values', [{ ...request, parameters: { A: '2' } }], ['a', false]],
  ['the open one of just this before a newer one of other values', [{ ...request, id: 'b', parameters: { A: '2' } }, request], ['a', true]],
  ['in another environment', [{ ...request, environment: 'dev' }], null],
  ['the newest where none is open', [{ ...request, id: 'b', state: 'refused' }, { ...request, state: 'expired' }], ['b', true]],
];
for (const [why, own, expected] of found) {
  test(`the request of a step: ${why}`, () => {
    const one = requestFor({ own, others: [], ahead: 0, problem: null }, wanted);
    assert.deepEqual(one === null ? null : [one.request.id, one.isForThis], expected);
  });
}
