import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStore } from './store.ts';

test('listeners hear of values that differ, at once', () => {
  const store = createStore(1);
  const heard: number[] = [];
  const end = store.subscribe(() => heard.push(store.get()));
  store.set(1);
  store.set(2);
  end();
  store.set(3);
  assert.deepEqual(heard, [2]);
});

test('told in turn, everyone who asks has the value at once, and all hear of it in a few tasks', async () => {
  const store = createStore(1);
  const heard: number[] = [];
  for (let at = 0; at < 30; at++) store.subscribe(() => heard.push(at));
  store.setInTurn(1);
  assert.equal(heard.length, 0, 'the same value is no news');
  store.setInTurn(2);
  assert.equal(store.get(), 2);
  assert.ok(heard.length > 0 && heard.length < 30, `${heard.length} heard in the first task`);
  await until(() => heard.length === 30);
  assert.deepEqual(heard, [...Array(30).keys()], 'in the order in which they came');
});

test('who left before their turn is not told, and who is told twice reads the newest', async () => {
  const store = createStore(1);
  const heard: number[] = [];
  const ends = Array.from({ length: 30 }, () => store.subscribe(() => heard.push(store.get())));
  store.setInTurn(2);
  const first = heard.length;
  ends.at(-1)?.();
  store.set(3);
  assert.deepEqual(heard.slice(first), Array(29).fill(3), 'what is set at once overtakes');
  await until(() => heard.length === first + 29 + (29 - first));
  assert.ok(heard.slice(first).every((value) => value === 3));
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 500, 'it never came to that');
    await sleep(10);
  }
}
