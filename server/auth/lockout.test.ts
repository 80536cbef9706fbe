import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempts } from '../store/login-attempts.ts';
import { openStore } from '../store/store.ts';
import { freeAttempts, lockout } from './lockout.ts';

test('five are forgiven; then the wait doubles from half a minute up to an hour', () => {
  let now = 1_000_000;
  let attempts: Attempts = { failures: 0, lockedUntil: 0 };
  const waits: number[] = [];
  for (let tried = 0; tried < 14; tried += 1) {
    const next = lockout.next(attempts, now);
    assert.notEqual(next, null);
    attempts = next ?? attempts;
    waits.push(Math.max(0, attempts.lockedUntil - now) / 1_000);
    now = Math.max(now, attempts.lockedUntil);
  }
  assert.deepEqual(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
});

test('until a lock ends nothing is taken, and the very millisecond it ends the next is', () => {
  const locked = { failures: 5, lockedUntil: 31_000 };
  assert.equal(lockout.next(locked, 30_999), null);
  assert.deepEqual(lockout.next(locked, 31_000), { failures: 6, lockedUntil: 91_000 });
});

test('a clock that was set back by hours locks nobody out for hours', () => {
  assert.notEqual(lockout.next({ failures: 30, lockedUntil: 40 * 3_600_000 }, 1_000), null);
});

test('a day of guessing comes to some thirty guesses', () => {
  let [now, tried] = [0, 0];
  for (let attempts: Attempts = { failures: 0, lockedUntil: 0 }; now < 24 * 3_600_000; tried += 1) {
    attempts = lockout.next(attempts, now) ?? attempts;
    now = Math.max(now + 1, attempts.lockedUntil);
  }
  assert.ok(tried < 40, String(tried));
});

test('of thirty attempts at once as many go on as one after the other; each name by itself; a right one forgets', async () => {
  const { loginAttempts, close } = await openStore(':memory:');
  const begin = async (name: string) => (await loginAttempts.begin(name, 1_000, lockout)).mayGoOn;
  const went = (await Promise.all(Array.from({ length: 30 }, () => begin('ada')))).filter(Boolean).length;
  assert.equal(went, freeAttempts);
  assert.equal(await begin('bob'), true);
  await loginAttempts.forget('ada');
  assert.equal(await begin('ada'), true);
  await close();
});

test('a flood of names is forgotten from its oldest, and never fills the disk', async () => {
  const { loginAttempts, close } = await openStore(':memory:');
  const small = { ...lockout, mostNames: 50 };
  for (let at = 0; at < 60; at += 1) await loginAttempts.begin(`name-${at}`, at, small);
  for (let tried = 0; tried < 4; tried += 1) await loginAttempts.begin('name-59', 20_000, small);
  assert.equal((await loginAttempts.begin('name-59', 20_000, small)).mayGoOn, false);
  for (let tried = 0; tried < 4; tried += 1) await loginAttempts.begin('name-0', 20_000, small);
  assert.equal((await loginAttempts.begin('name-0', 20_000, small)).mayGoOn, true, 'its first attempt was forgotten');
  await close();
});
