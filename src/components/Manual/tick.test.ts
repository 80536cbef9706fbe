import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFresh, readTick, tickKey, tickSentence, writeTick } from './tick.ts';

const hour = 3600_000;

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => { kept.set(key, value); },
    removeItem: (key: string) => { kept.delete(key); },
  };
}

test('a tick is kept and taken away again', () => {
  const kept = storage();
  writeTick(kept, 'k', 1_000);
  assert.equal(readTick(kept, 'k'), 1_000);
  writeTick(kept, 'k', null);
  assert.equal(readTick(kept, 'k'), null);
});

test('each person has ticks of their own', () => {
  assert.notEqual(tickKey('ann', 'r', 's'), tickKey('ben', 'r', 's'));
});

test('what is no time is no tick', () => {
  const kept = storage();
  for (const text of ['', 'yesterday', '-1', '1e999']) {
    kept.setItem('k', text);
    assert.equal(readTick(kept, 'k'), null);
  }
});

test('storage that is closed to us is empty, and does no harm', () => {
  const closed = { getItem: refuse, setItem: refuse, removeItem: refuse };
  assert.equal(readTick(closed, 'k'), null);
  assert.doesNotThrow(() => { writeTick(closed, 'k', 1); });
});

test('a tick counts for eight hours, then only says when it was', () => {
  assert.equal(isFresh(0, 8 * hour - 1), true);
  assert.equal(isFresh(0, 8 * hour), false);
  assert.equal(isFresh(null, 0), false);
  assert.match(tickSentence(1, hour), /^done \d/);
  assert.equal(tickSentence(1, 72 * hour + 1), 'last done 3 days ago');
  assert.equal(tickSentence(null, 0), '');
});

function refuse(): never {
  throw new Error('storage is closed');
}
