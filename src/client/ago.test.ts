import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago } from './ago.ts';

test('how long ago is said roughly', () => {
  const now = 10 * 24 * 3600_000;
  assert.deepEqual([0, 90_000, 7_200_000, 72 * 3600_000].map((back) => ago(now - back, now)), ['just now', '1 min ago', '2 h ago', '3 days ago']);
});
