import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff } from './backoff.ts';

test('waits double from 0.3 s and end at 5 s', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map((failed) => backoff(failed, 1)), [300, 600, 1200, 2400, 4800, 5000, 5000]);
});

test('chance takes off up to a half', () => {
  assert.equal(backoff(1, 0), 150);
  assert.equal(backoff(9, 0), 2500);
});
