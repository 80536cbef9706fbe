import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pool } from './pool.ts';

test('what is given back is used again, and never by two at once', () => {
  const pool = new Pool();
  const [one, other] = [pool.take(65_000), pool.take(50_000)];
  assert.deepEqual([one.length, other.length], [65_000, 50_000]);
  assert.notEqual(one.buffer, other.buffer);
  pool.give(one);
  const again = pool.take(40_000);
  assert.deepEqual([again.buffer === one.buffer, again.length], [true, 40_000]);
  assert.notEqual(pool.take(40_000).buffer, one.buffer);
});

for (const length of [0, 1, 4095, 100_000]) {
  test(`memory of ${length} bytes is not the pool's: given back, it is left alone`, () => {
    const pool = new Pool();
    const taken = pool.take(length);
    assert.equal(taken.length, length);
    pool.give(taken);
    assert.notEqual(pool.take(5_000).buffer, taken.buffer);
  });
}
