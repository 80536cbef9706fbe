import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Act, type ApprovalState, counted, type Ending, endings, faultOf, type Standing, stateOf } from './approval.ts';

const now = 1_000_000;
const may = (person: string) => ['cleo', 'dan', 'ada'].includes(person);
const votes = (...persons: string[]) => persons.map((person) => ({ person, at: now - 1, reason: '' }));
const standing = (given: Partial<Standing> = {}): Standing => ({ requester: 'ada', needed: 1, expiresAt: now + 1, ending: null, votes: [], ...given });

const states: [why: string, given: Partial<Standing>, state: ApprovalState][] = [
  ['nobody has approved', {}, 'waiting'],
  ['one of one has', { votes: votes('cleo') }, 'approved'],
  ['one of two has', { needed: 2, votes: votes('cleo') }, 'waiting'],
  ['two of two have', { needed: 2, votes: votes('cleo', 'dan') }, 'approved'],
  ['the same person twice', { needed: 2, votes: votes('cleo', 'cleo') }, 'waiting'],
  ['somebody who may not any more', { votes: votes('bob') }, 'waiting'],
  ['one who may and one who may not any more', { needed: 2, votes: votes('cleo', 'bob') }, 'waiting'],
  ['the requester alone', { votes: votes('ada') }, 'waiting'],
  ['the last moment', { votes: votes('cleo'), expiresAt: now + 1 }, 'approved'],
  ['the moment it expires', { votes: votes('cleo'), expiresAt: now }, 'expired'],
  ['long expired', { expiresAt: now - 1 }, 'expired'],
  ...endings.map((ending): [string, Partial<Standing>, ApprovalState] => [`ended as ${ending}`, { ending, votes: votes('cleo') }, ending]),
];

for (const [why, given, expected] of states) {
  test(`a request is ${expected}: ${why}`, () => { assert.equal(stateOf(standing(given), now, may), expected); });
}

test('who counts is counted once, and never the requester', () => {
  assert.deepEqual(counted(standing({ votes: votes('cleo', 'ada', 'cleo', 'bob', 'dan') }), may), ['cleo', 'dan']);
});

const faults: [act: Act, by: string, given: Partial<Standing>, fault: ReturnType<typeof faultOf>][] = [
  ['approve', 'cleo', {}, null],
  ['approve', 'ada', {}, 'own'],
  ['approve', 'bob', {}, 'not-allowed'],
  ['approve', 'cleo', { votes: votes('cleo') }, 'twice'],
  ['approve', 'dan', { votes: votes('cleo') }, null],
  ['approve', 'cleo', { expiresAt: now }, 'over'],
  ['refuse', 'cleo', {}, null],
  ['refuse', 'cleo', { votes: votes('cleo') }, null],
  ['refuse', 'dan', { votes: votes('cleo') }, null],
  ['refuse', 'ada', {}, 'own'],
  ['refuse', 'bob', {}, 'not-allowed'],
  ['refuse', 'cleo', { expiresAt: now - 1 }, 'over'],
  ['withdraw', 'ada', {}, null],
  ['withdraw', 'ada', { votes: votes('cleo') }, null],
  ['withdraw', 'cleo', {}, 'not-theirs'],
  ['withdraw', 'ada', { expiresAt: now }, 'over'],
  ['use', 'ada', {}, 'waiting'],
  ['use', 'ada', { votes: votes('cleo') }, null],
  ['use', 'ada', { needed: 2, votes: votes('cleo', 'bob') }, 'waiting'],
  ['use', 'bob', { votes: votes('cleo') }, 'not-theirs'],
  ['use', 'ada', { votes: votes('cleo'), expiresAt: now }, 'over'],
  ['void', 'cleo', {}, null],
  ...endings.flatMap((ending: Ending) => (['approve', 'refuse', 'void'] as const).map((act): [Act, string, Partial<Standing>, 'over'] => [act, 'cleo', { ending }, 'over'])),
  ...endings.flatMap((ending: Ending) => (['withdraw', 'use'] as const).map((act): [Act, string, Partial<Standing>, 'over'] => [act, 'ada', { ending, votes: votes('cleo') }, 'over'])),
];

for (const [act, by, given, expected] of faults) {
  test(`${by} would ${act} ${JSON.stringify(given)}: ${expected ?? 'they may'}`, () => { assert.equal(faultOf(standing(given), act, by, now, may), expected); });
}
