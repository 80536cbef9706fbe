import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context } from './context.ts';
import { LazyContext } from './lazy-context.ts';

/** A context that only writes down what happens to it. */
function trial() {
  const story: string[] = [];
  let count = 0;
  const at = { now: 0 };
  let failing = false;
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
  const lazy = new LazyContext(async () => {
    const number = (count += 1);
    story.push(`opening ${number}`);
    await pause();
    if (failing) throw new Error('cannot open');
    const end = (how: string) => async (): Promise<void> => {
      story.push(`${how} ${number}`);
      await pause();
      story.push(`ended ${number}`);
    };
    return { name: String(number), close: end('close'), discard: end('discard') } as unknown as Context;
  }, () => at.now);
  return { lazy, story, at, fail: (value: boolean) => { failing = value; } };
}

test('those who need it at once share one, and nobody opens it before', async () => {
  const { lazy, story } = trial();
  assert.equal(lazy.awake, null);
  assert.deepEqual(story, []);
  const [one, two] = await Promise.all([lazy.use(), lazy.use()]);
  assert.equal(one.context, two.context);
  assert.equal(lazy.awake, one.context);
  assert.deepEqual(story, ['opening 1']);
});

test('it is idle from the last release on, never while in use or asleep', async () => {
  const { lazy, at } = trial();
  at.now = 500;
  assert.equal(lazy.idle, 0);
  const one = await lazy.use();
  const two = await lazy.use();
  at.now = 1000;
  one.release();
  one.release();
  assert.equal(lazy.users, 1);
  at.now = 2000;
  assert.equal(lazy.idle, 0);
  two.release();
  at.now = 5000;
  assert.equal(lazy.idle, 3000);
  await lazy.sleep();
  assert.equal(lazy.idle, 0);
});

test('who comes while it goes to sleep waits and gets it anew; who comes while it opens is not cut', async () => {
  const { lazy, story } = trial();
  await lazy.use();
  const asleep = lazy.sleep();
  const again = lazy.use();
  await asleep;
  assert.equal((await again).context.name, '2');
  assert.deepEqual(story, ['opening 1', 'close 1', 'ended 1', 'opening 2']);
  await Promise.all([lazy.sleep(), lazy.discard()]);
  assert.deepEqual(story.slice(4), ['close 2', 'ended 2']);
  const early = lazy.use();
  await lazy.discard();
  assert.equal((await early).context.name, '3');
  assert.equal(lazy.awake, null);
  assert.deepEqual(story.slice(6), ['opening 3', 'discard 3', 'ended 3']);
});

test('one that cannot be opened is tried again by the next who needs it', async () => {
  const { lazy, fail } = trial();
  fail(true);
  await assert.rejects(lazy.use(), /cannot open/);
  assert.equal(lazy.users, 0);
  await lazy.sleep();
  fail(false);
  assert.equal((await lazy.use()).context.name, '2');
});
