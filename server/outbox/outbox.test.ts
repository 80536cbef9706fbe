import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLog } from '../log.ts';
import { openStore } from '../store/store.ts';
import { NotTaken, Outbox } from './outbox.ts';

const log = createLog('silent', 'test');
const letter = (key: string, lane = 'a') => ({ key, kind: 'note', lane, body: { key } });
/** Takes what each try does; gives an outbox, the keys in the order they were tried, and a clock to move on. */
async function opened(carrier: (key: string, tries: number) => void, path = ':memory:') {
  const store = await openStore(path);
  const at = { ms: 1_000_000 };
  const clock = { now: () => at.ms, random: (bytes: number) => new Uint8Array(bytes) };
  const tried: string[] = [];
  const outbox = new Outbox({ outbox: store.outbox, clock, log });
  outbox.carry('note', async ({ key }) => {
    tried.push(key);
    carrier(key, tried.filter((one) => one === key).length);
    await Promise.resolve();
  });
  /** Settles once nothing is due any more. */
  const settled = async () => {
    outbox.look();
    while ((await store.outbox.due(at.ms, 1)).length > 0) await new Promise((done) => { setTimeout(done, 5); });
  };
  return { store, outbox, at, tried, settled, [Symbol.asyncDispose]: async () => { await outbox.close(); await store.close(); } };
}

test('letters to one place go in order, each once, and one that waits holds up its place alone', async () => {
  await using box = await opened((key, tries) => { if (key === '1' && tries === 1) throw new NotTaken('busy', { again: true, afterMs: 30_000 }); });
  for (const one of [letter('1'), letter('2'), letter('3', 'b'), letter('3', 'b')]) await box.outbox.post(one);
  await box.settled();
  assert.deepEqual(box.tried.toSorted(), ['1', '3']);
  box.at.ms += 29_999;
  await box.settled();
  assert.equal(box.tried.length, 2);
  box.at.ms += 1;
  await box.settled();
  assert.deepEqual(box.tried.filter((key) => key !== '3'), ['1', '1', '2']);
});

test('what fails is tried again, longer apart each time, and given up after a day', async () => {
  await using box = await opened(() => { throw new Error('broken'); });
  await box.outbox.post(letter('1'));
  const begun = box.at.ms;
  const waits: number[] = [];
  for (let tries = 0; tries < 200; tries += 1) {
    await box.settled();
    const next = await box.store.outbox.nextAt();
    if (next === null) break;
    waits.push(next - box.at.ms);
    box.at.ms = next;
  }
  assert.deepEqual(waits.slice(0, 4), [750, 1_500, 3_000, 6_000]);
  assert.equal(Math.max(...waits), 675_000);
  assert.ok(box.at.ms - begun > 24 * 3_600_000 && box.at.ms - begun < 25 * 3_600_000);
  assert.ok(waits.length < 150, String(waits.length));
});

test('that sending was begun is kept before it is sent, so that a crash in between is known of', async () => {
  await using box = await opened(() => undefined);
  const seen: (number | undefined)[] = [];
  box.outbox.carry('note', async ({ attempts }) => {
    seen.push(attempts, (await box.store.outbox.due(box.at.ms, 1))[0]?.attempts);
    if (attempts === 0) throw new NotTaken('busy', { again: true });
  });
  await box.outbox.post(letter('1'));
  await box.settled();
  box.at.ms += 60_000;
  await box.settled();
  assert.deepEqual(seen, [0, 1, 1, 2]);
});

test('what is refused for good, or nobody sends any more, is not tried again', async () => {
  await using box = await opened(() => { throw new NotTaken('no such place', { again: false }); });
  await box.outbox.post(letter('1'));
  await box.outbox.post({ ...letter('2'), kind: 'gone' });
  await box.settled();
  assert.deepEqual([box.tried, await box.store.outbox.nextAt()], [['1'], null]);
});

test('what waits is sent by the next server, what was sent is not, for as long as anybody would send it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  const path = join(folder, 'kept.db');
  {
    await using first = await opened((key) => { if (key === '2') throw new NotTaken('away', { again: true }); }, path);
    await first.outbox.post(letter('1'));
    await first.outbox.post(letter('2'));
    await first.settled();
  }
  await using second = await opened(() => undefined, path);
  second.at.ms += 60_000;
  assert.deepEqual([await second.outbox.post(letter('1')), await second.outbox.post(letter('2'))], [false, false]);
  await second.settled();
  assert.deepEqual(second.tried, ['2']);
  second.at.ms += 25 * 3_600_000;
  await second.settled();
  assert.equal(await second.outbox.post(letter('1')), true);
  await second.settled();
  rmSync(folder, { recursive: true });
});

test('a place that takes nothing fills its own share, and no more', async () => {
  await using box = await opened(() => { throw new NotTaken('away', { again: true, afterMs: 1_000_000 }); });
  let kept = 0;
  for (let at = 0; at < 1_005; at += 1) if (await box.store.outbox.add(letter(String(at), 'dead'), box.at.ms) === 'new') kept += 1;
  assert.equal(kept, 1_000);
  assert.equal(await box.outbox.post(letter('x', 'b')), true);
});
