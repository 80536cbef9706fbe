import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff } from './backoff.ts';

test('waits double from 0.3 s, end at 1.5 s while a server may be restarting, and at 5 s when it stays away', () => {
  assert.deepEqual([1, 2, 3, 4, 30, 31, 60].map((failed) => backoff(failed, 1)), [300, 600, 1200, 1500, 1500, 5000, 5000]);
});

test('chance takes off up to a half', () => {
  assert.equal(backoff(1, 0), 150);
  assert.equal(backoff(99, 0), 2500);
});
