import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unhurried } from './prefetch.ts';

test('pages are fetched ahead in idle moments, one in each, in order', () => {
  const fetched: string[] = [];
  const idle: (() => void)[] = [];
  const later = unhurried({ prefetch: (path) => fetched.push(path), preload: (path) => `loads ${path}` }, (next) => { idle.push(next); });
  later.prefetch('/a');
  later.prefetch('/b');
  assert.deepEqual([fetched, idle.length], [[], 1]);
  idle.shift()?.();
  assert.deepEqual([fetched, idle.length], [['/a'], 1]);
  idle.shift()?.();
  assert.deepEqual([fetched, idle.length], [['/a', '/b'], 0]);
  later.prefetch('/c');
  idle.shift()?.();
  assert.deepEqual(fetched, ['/a', '/b', '/c']);
  assert.equal(later.preload('/d'), 'loads /d', 'what somebody is about to press is fetched at once');
});
