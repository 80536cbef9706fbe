import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turnstile } from './turnstile.ts';

test('so many at once, in order, each leaving once', () => {
  const turnstile = new Turnstile(2);
  const begun: string[] = [];
  const leave = new Map<string, () => void>();
  for (const name of ['a', 'b', 'c', 'd']) {
    turnstile.enter((out) => {
      begun.push(name);
      leave.set(name, out);
    });
  }
  assert.deepEqual(begun, ['a', 'b']);
  leave.get('b')?.();
  leave.get('b')?.();
  assert.deepEqual(begun, ['a', 'b', 'c']);
  leave.get('a')?.();
  assert.deepEqual(begun, ['a', 'b', 'c', 'd']);
});

test('what is done at once makes room at once', () => {
  const turnstile = new Turnstile(1);
  const begun: number[] = [];
  for (let number = 0; number < 1000; number += 1) {
    turnstile.enter((leave) => {
      begun.push(number);
      leave();
    });
  }
  assert.equal(begun.length, 1000);
});
