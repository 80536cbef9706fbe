import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../common/run.ts';
import { stillGoing } from './going.ts';

const run = (id: string, state: Run['state'], queuedAt: number) => ({ id, state, queuedAt }) as Run;

test('what is over is left out, and the oldest comes first', () => {
  const listed = [run('d', 'queued', 30), run('c', 'exited', 20), run('b', 'running', 10), run('a', 'starting', 10)];
  assert.deepEqual(stillGoing(listed).map(({ id }) => id), ['a', 'b', 'd']);
  assert.deepEqual(listed.map(({ id }) => id), ['d', 'c', 'b', 'a'], 'the list given is left as it was');
});
