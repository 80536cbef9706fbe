import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { sqliteDialect } from './dialect.ts';
import { migrationProvider } from './migrations.ts';
import { openStore } from './store.ts';

/** Runs from before history knew outcomes: [state, as expected, outcome]. */
const old: readonly [state: string, asExpected: 0 | 1 | null, outcome: string][] = [
  ['running', null, 'going'], ['exited', 1, 'expected'], ['exited', 0, 'unexpected'], ['stopped', 0, 'stopped'], ['timed-out', 0, 'timed-out'], ['lost', 0, 'lost'],
];

test('runs of before have their outcome, and are found by it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  const path = join(folder, 'handrail.sqlite');
  try {
    const database = new DatabaseSync(path);
    const db = new Kysely<unknown>({ dialect: sqliteDialect(database) });
    const { error } = await new Migrator({ db, provider: migrationProvider }).migrateTo('0012-audit-heads');
    assert.equal(error, undefined);
    const insert = database.prepare(`insert into runs (id, person, environment, runbook, step, digest, progress, as_expected, queued_at, ended_at, taken, record)
      values (?, 'ada', 'prod', 'redis', 'ping', 'd', ?, ?, ?, null, 1, ?)`);
    for (const [at, [state, asExpected]] of old.entries()) {
      const record = { id: `run-${at}`, person: 'ada', environment: 'prod', runbook: 'redis', step: 'ping', title: 'Ping', parameters: {}, state, asExpected: asExpected === null ? null : asExpected === 1, exitStatus: 0, queuedAt: at, startedAt: null, endedAt: null };
      insert.run(record.id, state === 'running' ? 2 : 3, asExpected, at, JSON.stringify(record));
    }
    await db.destroy();
    const store = await openStore(path);
    for (const [at, [state, , outcome]] of old.entries()) {
      const found = await store.history.page({ viewer: 'bob', environments: null, after: null, limit: 10, outcome: outcome as never });
      assert.deepEqual(found.map((run) => [run.id, run.outcome, run.procedure]), [[`run-${at}`, outcome, '']], state);
    }
    await store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
