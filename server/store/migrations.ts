/** The changes of the database in order. One that was released is never altered: add another. */
import { type Kysely, sql } from 'kysely';
import type { Migration, MigrationProvider } from 'kysely/migration';

const migrations: Record<string, Migration> = {
  '0001-persons-sessions-runs': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        'create table persons (id text primary key, name text not null, created_at integer not null) strict, without rowid',
        `create table links (hash text primary key, person text not null references persons (id),
           expires_at integer not null, used_at integer) strict, without rowid`,
        `create table sessions (hash text primary key, person text not null references persons (id),
           created_at integer not null, expires_at integer not null) strict, without rowid`,
        `create table runs (id text primary key, person text not null, environment text not null, runbook text not null,
           step text not null, digest text not null, progress integer not null, as_expected integer,
           queued_at integer not null, ended_at integer, taken integer not null, record text not null) strict, without rowid`,
        'create index runs_of_person on runs (person, queued_at desc)',
        'create index runs_of_step on runs (person, runbook, step, queued_at desc)',
        'create index runs_live on runs (person) where progress < 3',
        `create table run_keys (person text not null, key text not null, request text not null, run text not null,
           primary key (person, key)) strict, without rowid`,
        'create index run_keys_of_run on run_keys (run)',
      ]) await sql.raw(statement).execute(db);
    },
  },
  '0002-resets': {
    async up(db: Kysely<unknown>) {
      await sql`create table resets (person text not null, environment text not null, at integer not null,
        primary key (person, environment)) strict, without rowid`.execute(db);
    },
  },
  '0003-progress': {
    async up(db: Kysely<unknown>) {
      await sql`create table progress (person text not null, item text not null, at integer not null, times integer not null,
        hints integer, minutes integer, primary key (person, item)) strict, without rowid`.execute(db);
    },
  },
  '0004-last-runs': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        'create index runs_last_of_step on runs (runbook, step, ended_at desc) where progress = 3',
        'create index runs_last_of_runbook on runs (runbook, ended_at desc) where progress = 3',
        `create index runs_last_failed on runs (runbook, ended_at desc)
           where progress = 3 and as_expected = 0 and environment <> 'practice' and record ->> '$.state' <> 'stopped'`,
        'create index runs_last_good on runs (runbook, step, environment, ended_at desc) where as_expected = 1',
      ]) await sql.raw(statement).execute(db);
    },
  },
  '0005-shares': {
    async up(db: Kysely<unknown>) {
      await sql`create table shares (run text primary key, at integer not null) strict, without rowid`.execute(db);
    },
  },
};

export const migrationProvider: MigrationProvider = { getMigrations: () => Promise.resolve(migrations) };
