import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { ensureScheduler, schedulerFile } from './scheduler.ts';
import { columns, instruments, statuses } from './schema.ts';
import { seedTasks } from './seed-tasks.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-scheduler-'));
after(() => { rmSync(folder, { recursive: true, force: true }); });
const now = Date.UTC(2026, 0, 15, 6, 2);

test('a new world’s database has a table for each instrument, with the documented columns', () => {
  const begun = performance.now();
  const file = ensureScheduler(folder, now);
  const took = performance.now() - begun;
  assert.ok(took < 500, `${took} ms`);
  assert.equal(file, schedulerFile(folder));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(!existsSync(`${file}-wal`), 'everything is in the file');
  using database = new DatabaseSync(file);
  assert.deepEqual(database.prepare('PRAGMA journal_mode').get(), { __proto__: null, journal_mode: 'wal' });
  for (const instrument of instruments) {
    const found = database.prepare(`PRAGMA table_info(${instrument})`).all().map((column) => column['name']);
    assert.deepEqual(found, ['id', ...columns]);
    for (const documented of ['start_time', 'end_time', 'status', 'process_start_time', 'process_end_time', 'exposures', 'visits1', 'retries', 'error', 'butler_repo']) assert.ok(found.includes(documented));
    const times = database.prepare(`SELECT min(start_time) AS first, max(end_time) AS last FROM ${instrument}`).get() as { first: string; last: string };
    assert.match(`${times.first} ${times.last}`, /^(\d{4}-\d\d-\d\d \d\d:\d\d:00 ?){2}$/);
    assert.ok(times.last <= '2026-01-15 06:02:00');
  }
  assert.throws(() => database.exec('UPDATE latiss SET status = \'done\''), /CHECK/);
  assert.deepEqual(statuses, ['pending', 'idle', 'running', 'completed', 'failed', 'stale']);
});

test('a database that is there stays as it is', () => {
  const file = ensureScheduler(folder, now);
  using database = new DatabaseSync(file);
  database.exec('DELETE FROM latiss');
  ensureScheduler(folder, now);
  assert.deepEqual({ ...database.prepare('SELECT count(*) AS rows FROM latiss').get() }, { rows: 0 });
});

test('the history is healthy: nothing runs or waits, and no failed task’s turn has come', () => {
  const seconds = now / 1000;
  const tasks = seedTasks(seconds);
  for (const instrument of ['latiss', 'lsstcam'] as const) {
    const of = (status: string) => tasks[instrument].filter((task) => task.status === status);
    assert.deepEqual(['pending', 'idle', 'running'].flatMap(of), []);
    assert.ok(of('completed').length > 900 && of('failed').length >= 1 && of('stale').length >= 1);
    for (const task of of('failed')) {
      const waited = (seconds - task.process_end_time) / 3600;
      assert.ok(task.retries === 3 || waited < 2.8 ** task.retries, `${instrument} ${task.start_time}`);
      assert.ok(seconds - task.created_at < 72 * 3600);
      assert.ok(task.error !== null && task.exposures === 0);
    }
    for (const task of of('stale')) assert.ok(seconds - task.created_at > 72 * 3600);
    assert.ok(of('completed').some((task) => task.retries > 0));
    tasks[instrument].slice(1).forEach((task, index) => { assert.equal(task.start_time, tasks[instrument][index]?.end_time); });
    for (const task of tasks[instrument]) assert.ok(task.created_at <= task.process_start_time && task.process_end_time <= seconds + 30);
  }
});
