import assert from 'node:assert/strict';
import { test } from 'node:test';
import { take } from './offsets.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (taken: Uint8Array) => new TextDecoder().decode(taken);

test('what follows is taken whole', () => {
  const { fresh, have, missed } = take(3, 3, bytes('def'));
  assert.deepEqual([text(fresh), have, missed], ['def', 6, 0]);
});

test('what was had is dropped, whole or in part', () => {
  assert.deepEqual([take(6, 0, bytes('abc')).fresh.length, take(6, 0, bytes('abc')).have], [0, 6]);
  const { fresh, have } = take(4, 2, bytes('cdef'));
  assert.deepEqual([text(fresh), have], ['ef', 6]);
});

test('what never came is counted', () => {
  const { fresh, have, missed } = take(3, 10, bytes('k'));
  assert.deepEqual([text(fresh), have, missed], ['k', 11, 7]);
});

test('however a run is cut up and sent again, every byte comes once and in order', () => {
  const whole = bytes(Array.from({ length: 500 }, (_, at) => `${at},`).join(''));
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  const got: number[] = [];
  let have = 0;
  while (have < whole.length) {
    const offset = random(have + 1);
    const taken = take(have, offset, whole.subarray(offset, offset + 1 + random(200)));
    got.push(...taken.fresh);
    have = taken.have;
    assert.equal(taken.missed, 0);
  }
  assert.deepEqual(Uint8Array.from(got), whole);
});
