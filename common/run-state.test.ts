import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAsExpected, isOver, mayBecome, runStates } from './run-state.ts';

const over = ['exited', 'stopped', 'timed-out', 'lost'] as const;

test('a run that is over stays as it ended', () => {
  for (const state of over) {
    assert.ok(isOver(state));
    for (const other of runStates) assert.equal(mayBecome(state, other), false, `${state} → ${other}`);
  }
});

test('a run goes forward only', () => {
  assert.ok(mayBecome('queued', 'starting'));
  assert.ok(mayBecome('starting', 'running'));
  assert.ok(mayBecome('running', 'exited'));
  assert.equal(mayBecome('running', 'starting'), false);
  assert.equal(mayBecome('queued', 'exited'), false);
});

test('anything that is not over can be lost', () => {
  for (const state of runStates) assert.equal(mayBecome(state, 'lost'), !isOver(state));
});

const cases: [Parameters<typeof isAsExpected>, boolean | null][] = [
  [['running', null, [0], null], null],
  [['exited', 0, [0], null], true],
  [['exited', 0, [0], true], true],
  [['exited', 0, [0], false], false],
  [['exited', 1, [0], null], false],
  [['exited', 1, [0, 1], null], true],
  [['stopped', null, [0], null], false],
  [['timed-out', null, [0], true], false],
  [['lost', null, [0], true], false],
  [['lost', 0, [0], true], false],
];
for (const [given, wanted] of cases) {
  test(`${JSON.stringify(given)} as expected: ${wanted}`, () => assert.equal(isAsExpected(...given), wanted));
}
