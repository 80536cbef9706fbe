import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT_MS, keepCameFrom, takeCameFrom } from './came-from.ts';

const step = '/runbooks/prompt-redis?env=practice#step-ping';
const query = `?${new URLSearchParams({ to: step }).toString()}`;

/** A browser's storage, as far as this asks. */
function storage(words: Record<string, string> = {}) {
  const kept = new Map(Object.entries(words));
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value); }, removeItem: (key: string) => { kept.delete(key); } };
}

test('a login link leads back to where one was, once, and only for a while', () => {
  const kept = storage();
  keepCameFrom(query, kept, 0);
  assert.equal(takeCameFrom('', kept, 1000), step);
  assert.equal(takeCameFrom('', kept, 1000), '/');
  keepCameFrom(query, kept, 0);
  assert.equal(takeCameFrom('', kept, KEPT_MS + 1), '/');
  keepCameFrom(query, kept, 0);
  assert.equal(takeCameFrom('?to=/runs', kept, 1000), '/runs');
});

test('what was kept is trusted no more than an address is', () => {
  for (const value of ['{', 'null', '7', '{"to":7,"at":0}', '{"to":"//evil.example","at":0}', '{"to":"https://evil.example","at":0}']) {
    assert.equal(takeCameFrom('', storage({ 'handrail:came-from': value }), 1000), '/', value);
  }
  keepCameFrom('?to=//evil.example', { ...storage(), setItem: () => assert.fail('kept') });
});

test('a browser that keeps nothing leads to the front page', () => {
  const closed = { getItem: () => { throw new Error('SecurityError'); }, setItem: () => { throw new Error('QuotaExceededError'); }, removeItem: () => undefined };
  keepCameFrom(query, closed);
  assert.equal(takeCameFrom('', closed), '/');
});
