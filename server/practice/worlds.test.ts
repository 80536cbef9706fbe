import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Snapshots } from './snapshots.ts';
import type { World } from './world.ts';
import { isWorldId, Worlds } from './worlds.ts';

/** Worlds that only write down what happens to them. */
function trial(open: (id: string) => void = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-worlds-'));
  const story: string[] = [];
  let failing = false;
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
  const snapshots = new Snapshots(folder);
  const worlds = new Worlds({
    folderOf: (id) => join(folder, id),
    gone: join(folder, '.gone'),
    snapshots,
    open: async (id): Promise<World> => {
      story.push(`opening ${id}`);
      open(id);
      mkdirSync(join(folder, id), { recursive: true });
      await pause();
      if (failing) throw new Error('cannot open');
      story.push(`open ${id}`);
      const end = (how: string) => async (): Promise<void> => {
        await pause();
        story.push(`${how} ${id}`);
      };
      const rest = async <T>(act: () => Promise<T>): Promise<T> => {
        story.push(`resting ${id}`);
        return await act();
      };
      const wake = (names: readonly string[]): Promise<void> => {
        story.push(`waking ${names.join()} of ${id}`);
        return Promise.resolve();
      };
      return { socket: `/${id}.sock`, contexts: [], awake: ['one', 'two'], wake, scenarios: { busy: false }, rest, close: end('closed'), discard: end('discarded') } as unknown as World;
    },
  });
  return { worlds, story, folder, fail: (value: boolean) => { failing = value; }, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

test('only names can be world ids', () => {
  for (const id of ['operator', 'a', 'jane-2', '0']) assert.ok(isWorldId(id), id);
  for (const id of ['', '.', '..', '.shared', '-a', 'A', 'a/b', 'a b', 'a'.repeat(64), 'ä', 'a\n']) assert.ok(!isWorldId(id), JSON.stringify(id));
});

test('those who ask at once share one world', async () => {
  using place = trial();
  const [one, other] = await Promise.all([place.worlds.ensure('a'), place.worlds.ensure('a'), place.worlds.ensure('b')]);
  assert.equal(one, other);
  assert.equal(await place.worlds.ensure('a'), one);
  assert.deepEqual(place.story, ['opening a', 'opening b', 'open a', 'open b']);
});

test('a reset waits for the opening, and an opening for the reset', async () => {
  using place = trial();
  void place.worlds.ensure('a');
  const reset = place.worlds.reset('a');
  const again = place.worlds.ensure('a');
  await reset;
  await again;
  assert.deepEqual(place.story, ['opening a', 'open a', 'discarded a', 'opening a', 'open a']);
  await place.worlds.reset('a');
  assert.equal(existsSync(join(place.folder, 'a')), false);
  await place.worlds.reset('never-opened');
});

test('a snapshot is taken while the world rests, and put back while it is closed', async () => {
  using place = trial();
  await place.worlds.ensure('a');
  writeFileSync(join(place.folder, 'a/note'), 'before');
  await Promise.all([place.worlds.save('a', 'first'), place.worlds.ensure('a')]);
  writeFileSync(join(place.folder, 'a/note'), 'after');
  const restoring = place.worlds.restore('a', 'first');
  await place.worlds.ensure('a');
  await restoring;
  assert.equal(readFileSync(join(place.folder, 'a/note'), 'utf8'), 'before');
  assert.deepEqual(place.story, ['opening a', 'open a', 'resting a', 'closed a', 'opening a', 'open a', 'waking one,two of a']);
  await place.worlds.reset('a');
  assert.deepEqual(place.worlds.snapshots('a').map(({ name }) => name), ['first']);
  await place.worlds.restore('a', 'first');
  assert.equal(readFileSync(join(place.folder, 'a/note'), 'utf8'), 'before');
  await place.worlds.forget('a', 'first');
  await assert.rejects(place.worlds.restore('a', 'first'), /no snapshot/);
});

test('a snapshot waits for a reset that was asked for before, and keeps the new world', async () => {
  using place = trial();
  await place.worlds.ensure('a');
  writeFileSync(join(place.folder, 'a/note'), 'old');
  const reset = place.worlds.reset('a');
  await place.worlds.save('a', 'new');
  await reset;
  assert.equal(existsSync(join(place.folder, '.snapshots/a/new/note')), false);
});

test('a reset between asking for a snapshot and its turn refuses the snapshot, and everything goes on', async () => {
  using place = trial();
  await place.worlds.ensure('a');
  const first = place.worlds.save('a', 'first');
  const second = place.worlds.save('a', 'second');
  await new Promise((resolve) => setImmediate(resolve));
  const reset = place.worlds.reset('a');
  const again = place.worlds.ensure('a');
  const outcomes = await Promise.allSettled([first, second, reset, again]);
  assert.equal(outcomes.filter(({ status }) => status === 'rejected').every((one) => /was reset meanwhile/.test(String((one as PromiseRejectedResult).reason))), true);
  assert.deepEqual(outcomes.slice(2).map(({ status }) => status), ['fulfilled', 'fulfilled']);
  await place.worlds.save('a', 'third');
});

test('a world that could not be opened can be asked for again', async () => {
  using place = trial();
  place.fail(true);
  await assert.rejects(place.worlds.ensure('a'), /cannot open/);
  place.fail(false);
  assert.equal((await place.worlds.ensure('a')).socket, '/a.sock');
});

test('closing saves every world, also one that is being opened, and opens no more', async () => {
  using place = trial();
  await place.worlds.ensure('a');
  const late = place.worlds.ensure('b');
  await place.worlds.close();
  await late;
  assert.deepEqual(place.story.slice(-2).sort(), ['closed a', 'closed b']);
  await assert.rejects(place.worlds.ensure('c'), /is ending/);
});
