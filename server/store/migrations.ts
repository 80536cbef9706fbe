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
  '0006-roles': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `alter table persons add column roles text not null default '["trainee"]'`,
        `alter table persons add column groups text not null default '[]'`,
        `update persons set roles = '["viewer","trainee","operator","approver","admin"]' where id = 'operator'`,
      ]) await sql.raw(statement).execute(db);
    },
  },
  '0007-accounts': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        'alter table persons add column disabled_at integer',
        `alter table sessions add column begun_by text not null default 'link'`,
        'alter table sessions add column used_at integer not null default 0',
        `alter table sessions add column agent text not null default ''`,
        'create index sessions_of_person on sessions (person)',
        `create table passwords (person text primary key references persons (id), hash text not null,
           changed_at integer not null) strict, without rowid`,
        `create table login_attempts (name text primary key, failures integer not null, last_at integer not null,
           locked_until integer not null) strict, without rowid`,
        `create table tokens (id text primary key, hash text not null unique, person text not null references persons (id),
           name text not null, rights text not null, environments text, created_at integer not null,
           expires_at integer not null, used_at integer) strict, without rowid`,
        'create index tokens_of_person on tokens (person)',
      ]) await sql.raw(statement).execute(db);
    },
  },
  '0010-sign-ons': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `create table identities (issuer text not null, subject text not null, person text not null unique references persons (id),
           at integer not null, primary key (issuer, subject)) strict, without rowid`,
        `create table sign_on_sessions (session text primary key references sessions (hash) on delete cascade, issuer text not null,
           subject text not null, sid text not null) strict, without rowid`,
        'create index sign_on_sessions_of_subject on sign_on_sessions (issuer, subject)',
      ]) await sql.raw(statement).execute(db);
    },
  },
  '0012-audit-heads': {
    async up(db: Kysely<unknown>) {
      await sql`create table audit_heads (chain text primary key, seq integer not null, hash text not null) strict, without rowid`.execute(db);
    },
  },
  '0011-approvals': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `create table approvals (id text primary key, person text not null references persons (id), needed integer not null,
           asked_at integer not null, expires_at integer not null, ending text, ended_at integer, ended_by text not null,
           why text not null, run text, record text not null, facts text) strict, without rowid`,
        'create index approvals_of_person on approvals (person, asked_at desc)',
        'create index approvals_open on approvals (asked_at) where ending is null',
        'create index approvals_ended on approvals (ended_at) where facts is not null',
        `create table approval_votes (approval text not null references approvals (id), person text not null,
           at integer not null, reason text not null, primary key (approval, person)) strict, without rowid`,
      ]) await sql.raw(statement).execute(db);
    },
  },
};

export const migrationProvider: MigrationProvider = { getMigrations: () => Promise.resolve(migrations) };
