import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../run.ts';
import { runStates } from '../run-state.ts';
import { clockText } from './clock.ts';
import { endingOf } from './ending.ts';

const run = { state: 'exited', exitStatus: 0, asExpected: true, startedAt: 1, note: '' } as Run;

test('how a run ended is a sentence, with what its note adds', () => {
  const table: readonly (readonly [Partial<Run>, sentence: string])[] = [
    [{}, 'It ended with exit status 0, as expected.'],
    [{ exitStatus: 1, asExpected: false }, 'It ended with exit status 1, not as expected.'],
    [{ asExpected: false, note: 'The output is not what the step expects.' }, 'It ended with exit status 0, not as expected. The output is not what the step expects.'],
    [{ state: 'stopped', exitStatus: null }, 'It was stopped.'],
    [{ state: 'stopped', startedAt: null }, 'It was stopped before it began.'],
    [{ state: 'stopped', startedAt: null, note: 'Stopped before it began.' }, 'Stopped before it began.'],
    [{ state: 'lost', exitStatus: null }, 'It was lost: how it ended is not known.'],
    [{ state: 'running', exitStatus: null }, 'It is still running.'],
  ];
  for (const [change, sentence] of table) assert.equal(endingOf({ ...run, ...change }), sentence);
});

test('nothing but an exit as expected sounds like a success', () => {
  for (const state of runStates) assert.equal(/(?<!not )as expected/.test(endingOf({ ...run, state })), state === 'exited', state);
});

test('positions are told as on a player', () => {
  assert.deepEqual([-5, 0, 7_999, 65_000, 3_723_000, 360_000_000].map(clockText), ['0:00', '0:00', '0:07', '1:05', '1:02:03', '100:00:00']);
});
