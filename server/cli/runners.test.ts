import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Wall } from '../../common/sandbox.ts';
import type { RunnerSeen } from '../runner/client.ts';
import { runnerLines } from './runners.ts';

const hello = { protocol: 2, oldest: 2, build: 'b', generation: 1, draining: false, pid: 7, level: 'limited', missing: [], why: '' } as const;
const lines = (walls?: readonly Wall[], more: object = {}) => runnerLines([{ hello: { ...hello, ...(walls === undefined ? {} : { walls }), ...more }, speaks: true, runs: [] } as unknown as RunnerSeen], 0, 'b').slice(1);

test('what a sandbox was proved to hold is told, and each wall that does not', () => {
  const good: Wall = { says: 'A file may grow so large', holds: true, found: '' };
  assert.deepEqual(lines([good, good]), ['         All 2 attempts to get out of it, or to take too much, were held.']);
  assert.deepEqual(lines([good, { says: 'No process outside is seen', holds: false, found: 'one\u001b[2J is' }], { level: 'none' }), [
    '         1 of 2 attempts to get out of it, or to take too much, were held.',
    '         does not hold: No process outside is seen: one[2J is',
  ]);
  assert.deepEqual([lines(), lines([]), lines([good], { draining: true })], [[], [], []]);
});
