import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { newRunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { openStore } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
after(() => { rmSync(folder, { recursive: true }); });

let made = 0;
const run = (given: Partial<Run> = {}): Run => ({
  id: newRunId(1_000 + (made += 1), new Uint8Array(10)), person: 'ada', environment: 'practice', runbook: 'redis', step: 'ping',
  digest: 'd1', title: 'Ping', parameters: {}, state: 'queued', interactive: false, queuedAt: made, startedAt: null,
  endedAt: null, exitStatus: null, asExpected: null, note: '', end: 0, size: { cols: 80, rows: 24 }, ...given,
});

test('what is kept is there after closing and opening again', async () => {
  const path = join(folder, 'kept.db');
  const first = await openStore(path);
  await first.persons.add({ id: 'ada', name: 'Ada' }, 1);
  await first.close();
  const second = await openStore(path);
  assert.deepEqual(await second.persons.find('ada'), { id: 'ada', name: 'Ada' });
  await second.close();
});

test('one data folder has one server', async () => {
  const path = join(folder, 'alone.db');
  const first = await openStore(path);
  await assert.rejects(openStore(path), /Another Handrail uses .*HANDRAIL_DATA/);
  await first.close();
});

test('a file that is no database is named, with the way out', async () => {
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(folder, 'bad.db'), 'x'.repeat(8192));
  await assert.rejects(openStore(join(folder, 'bad.db')), /cannot be opened: .*Restore it from a backup/);
});

test('fifty reservations with one key at once make one run', async () => {
  const store = await openStore(':memory:');
  const outcomes = await Promise.all(Array.from({ length: 50 }, () =>
    store.runs.reserve({ run: run(), key: 'k', request: 'q', most: 8 })));
  assert.equal(outcomes.filter(({ outcome }) => outcome === 'new').length, 1);
  const ids = outcomes.flatMap((one) => (one.outcome === 'known' ? [one.run.id] : []));
  assert.equal(new Set(ids).size, 1);
  assert.equal((await store.runs.live()).length, 1);
  await store.close();
});

test('a person’s key is theirs: another may use the same', async () => {
  const store = await openStore(':memory:');
  await store.runs.reserve({ run: run(), key: 'k', request: 'q', most: 8 });
  assert.equal((await store.runs.reserve({ run: run({ person: 'bob' }), key: 'k', request: 'q', most: 8 })).outcome, 'new');
  await store.close();
});

test('the quota counts runs that are going, and a forgotten one frees its key', async () => {
  const store = await openStore(':memory:');
  const one = run();
  await store.runs.reserve({ run: one, key: 'a', request: 'q', most: 2 });
  await store.runs.reserve({ run: run(), key: 'b', request: 'q', most: 2 });
  assert.deepEqual(await store.runs.reserve({ run: run(), key: 'c', request: 'q', most: 2 }), { outcome: 'full', count: 2 });
  await store.runs.forget(one.id);
  assert.equal((await store.runs.reserve({ run: run(), key: 'a', request: 'q', most: 2 })).outcome, 'new');
  await store.close();
});

test('a record never goes back, and an ended one never changes', async () => {
  const store = await openStore(':memory:');
  const one = run();
  const steps: readonly [Partial<Run>, Run['state']][] = [
    [{ state: 'running', end: 5 }, 'running'], [{ state: 'starting' }, 'running'], [{ state: 'running', end: 9 }, 'running'],
    [{ state: 'exited', exitStatus: 0, asExpected: true, endedAt: 50 }, 'exited'], [{ state: 'running' }, 'exited'], [{ state: 'lost' }, 'exited'],
  ];
  for (const [change, expected] of steps) {
    await store.runs.save({ ...one, ...change });
    assert.equal((await store.runs.get(one.id))?.state, expected);
  }
  await store.close();
});

test('lists are one person’s, newest first, filtered and limited', async () => {
  const store = await openStore(':memory:');
  const [first, second, other, foreign] = [run(), run({ step: 'get' }), run({ runbook: 'kafka' }), run({ person: 'bob' })];
  for (const one of [first, second, other, foreign]) await store.runs.save(one);
  const ids = async (filter: object) => (await store.runs.list({ person: 'ada', limit: 10, ...filter })).map(({ id }) => id);
  assert.deepEqual(await ids({}), [other.id, second.id, first.id]);
  assert.deepEqual(await ids({ runbook: 'redis' }), [second.id, first.id]);
  assert.deepEqual(await ids({ runbook: 'redis', step: 'ping' }), [first.id]);
  assert.deepEqual(await ids({ environment: 'dev' }), []);
  assert.deepEqual(await ids({ limit: 1 }), [other.id]);
  await store.close();
});

test('finished runs are those of the same digest that ended as expected since then', async () => {
  const store = await openStore(':memory:');
  const good = run({ state: 'exited', asExpected: true, endedAt: 100 });
  for (const one of [good, run({ state: 'exited', asExpected: false, endedAt: 100 }), run({ state: 'running' }),
    run({ state: 'exited', asExpected: true, endedAt: 10 }), run({ state: 'exited', asExpected: true, endedAt: 100, digest: 'd2' })]) {
    await store.runs.save(one);
  }
  const found = await store.runs.finished({ person: 'ada', environment: 'practice', runbook: 'redis', step: 'ping', digest: 'd1', since: 50 });
  assert.deepEqual(found.map(({ id }) => id), [good.id]);
  await store.close();
});

test('text that looks like SQL is text', async () => {
  const store = await openStore(':memory:');
  const name = "Robert'); drop table persons; --";
  await store.persons.add({ id: 'bobby', name }, 1);
  assert.equal((await store.persons.find('bobby'))?.name, name);
  await store.close();
});

test('the last reset of a person in an environment is kept, and never goes back', async () => {
  const store = await openStore(':memory:');
  const ada = { person: 'ada', environment: 'practice' };
  assert.equal(await store.resets.last(ada), 0);
  for (const at of [5, 9, 7]) await store.resets.keep(ada, at);
  assert.equal(await store.resets.last(ada), 9);
  assert.equal(await store.resets.last({ ...ada, environment: 'dev' }), 0);
  assert.equal(await store.resets.last({ ...ada, person: 'bob' }), 0);
  await store.close();
});

test('progress grows: again counts again, the first time and the best stay', async () => {
  const store = await openStore(':memory:');
  await store.progress.keep('ada', { item: 'scenario-gone', at: 100, hints: 2, minutes: 9 });
  await store.progress.keep('ada', { item: 'path-ping', at: 50, hints: null, minutes: null });
  await store.progress.keep('ada', { item: 'scenario-gone', at: 200, hints: 0, minutes: 12 });
  await store.progress.keep('ada', { item: 'path-ping', at: 300, hints: null, minutes: null });
  await store.progress.keep('bob', { item: 'scenario-gone', at: 1, hints: 0, minutes: 1 });
  assert.deepEqual(await store.progress.list('ada'), [
    { item: 'path-ping', at: 50, times: 2, hints: null, minutes: null },
    { item: 'scenario-gone', at: 100, times: 2, hints: 0, minutes: 9 },
  ]);
  assert.equal(await store.progress.count('ada'), 2);
  assert.deepEqual(await store.progress.list('eve'), []);
  await store.close();
});
