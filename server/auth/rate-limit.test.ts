import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateLimit } from './rate-limit.ts';

test('a burst, then one at a time; each key by itself', () => {
  let now = 0;
  const limit = new RateLimit({ now: () => now, random: (bytes) => new Uint8Array(bytes) }, 3, 1_000);
  assert.deepEqual([1, 2, 3, 4].map(() => limit.take('a')), [true, true, true, false]);
  assert.equal(limit.take('b'), true);
  now += 999;
  assert.equal(limit.take('a'), false);
  now += 1;
  assert.deepEqual([limit.take('a'), limit.take('a')], [true, false]);
  now += 60_000;
  assert.deepEqual([1, 2, 3, 4].map(() => limit.take('a')), [true, true, true, false]);
});

test('a flood of keys shares one bucket at last, so memory stays bounded', () => {
  const limit = new RateLimit({ now: () => 0, random: (bytes) => new Uint8Array(bytes) }, 1, 1_000);
  const passed = Array.from({ length: 30_000 }, (_, key) => limit.take(String(key))).filter(Boolean).length;
  assert.ok(passed <= 10_001, String(passed));
});

test('a clock that is set back by hours locks nobody out', () => {
  let now = 10 * 3_600_000;
  const limit = new RateLimit({ now: () => now, random: (bytes) => new Uint8Array(bytes) }, 3, 1_000);
  assert.deepEqual([1, 2].map(() => limit.take('a')), [true, true]);
  now -= 5 * 3_600_000;
  assert.deepEqual([1, 2, 3, 4].map(() => limit.take('a')), [true, true, true, false]);
});
