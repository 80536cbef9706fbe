import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readinessOf } from './readiness.ts';
import type { Environment, Session } from './session.ts';

const practice: Environment = { name: 'practice', title: 'Practice', targets: null, on: true, why: '', inUse: false, level: 'contained' };
const here = (...environments: Environment[]): Session => ({
  state: 'in', person: { id: 'operator', name: 'Operator' }, environments, catalog: { digest: '', problems: [] },
});
const question = { session: here(practice), environment: 'practice', allowed: ['practice', 'moon'], only: [], target: 'dev' };

test('a step of an environment that is on may run', () => {
  assert.deepEqual(readinessOf(question), { may: true });
  assert.deepEqual(readinessOf({ ...question, session: { state: 'unknown' } }), { may: true });
});

const refusals: [name: string, asked: Partial<typeof question> & { session?: Session }, kind: string, why: RegExp][] = [
  ['nobody is logged in', { session: { state: 'out' } }, 'login', /login link/],
  ['the server is away', { session: { state: 'away' } }, 'away', /does not answer. Reading and copying still work/],
  ['the target is another', { only: ['prod'] as never }, 'target', /Only for prod. The target of this page is dev/],
  ['the environment is unknown', { environment: 'moon' }, 'off', /no environment “moon” here. There is: practice/],
  ['the runbook is for another environment', { environment: 'mars' }, 'off', /not for the environment “mars”. It is for: practice, moon/],
  ['the environment is off', { session: here({ ...practice, on: false, why: 'bubblewrap is missing' }) }, 'off', /bubblewrap is missing/],
  ['the environment does not offer the target', { session: here({ ...practice, targets: ['prod'] }) }, 'target', /offers: prod/],
];
for (const [name, asked, kind, why] of refusals) {
  test(`not when ${name}, and the page says so`, () => {
    const readiness = readinessOf({ ...question, ...asked });
    assert.ok(!readiness.may);
    assert.equal(readiness.kind, kind);
    assert.match(readiness.why, why);
  });
}

test('not before what a link asked for in vain has been chosen', () => {
  assert.deepEqual(readinessOf({ ...question, unchosen: 'Choose the target.' }), { may: false, kind: 'choose', why: 'Choose the target.' });
  assert.deepEqual(readinessOf({ ...question, unchosen: '' }), { may: true });
});

test('not when it is somebody else’s turn in a walkthrough', () => {
  assert.deepEqual(readinessOf({ ...question, waits: 'Ann has the lead.' }), { may: false, kind: 'waits', why: 'Ann has the lead.' });
  assert.deepEqual(readinessOf({ ...question, waits: '' }), { may: true });
});

test('not when the server would refuse it; asked for more it is offered', () => {
  const foreseen = { decision: 'deny', reason: 'We are observing.', confirm: null, asksReason: false, approvals: 0 } as const;
  assert.deepEqual(readinessOf({ ...question, foreseen }), { may: false, kind: 'denied', why: 'We are observing.' });
  assert.deepEqual(readinessOf({ ...question, foreseen: { ...foreseen, decision: 'needs-approval', approvals: 1 } }), { may: true });
});
