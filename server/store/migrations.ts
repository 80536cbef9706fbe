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
  '0013-walkthroughs': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `create table walkthroughs (id text primary key, runbook text not null, procedure text not null, environment text not null,
           begun_by text not null, begun_key text not null, begun_at integer not null, ended_at integer, is_going integer not null,
           head text not null, texts text not null, unique (begun_by, begun_key)) strict`,
        'create index walkthroughs_open on walkthroughs (begun_at desc) where ended_at is null',
        'create index walkthroughs_ended on walkthroughs (ended_at desc) where ended_at is not null',
        'create index walkthroughs_going on walkthroughs (id) where is_going = 1',
        `create table walkthrough_entries (walkthrough text not null references walkthroughs (id), seq integer not null, at integer not null,
           "by" text not null, key text, run text, body text not null, primary key (walkthrough, seq)) strict, without rowid`,
        'create unique index walkthrough_runs on walkthrough_entries (run) where run is not null',
        'create unique index walkthrough_keys on walkthrough_entries (walkthrough, "by", key) where key is not null',
        `create table walkthrough_people (walkthrough text not null references walkthroughs (id), person text not null,
           primary key (person, walkthrough)) strict, without rowid`,
      ]) await sql.raw(statement).execute(db);
    },
  },
  '0014-chat': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `create table outbox (id integer primary key autoincrement, key text not null unique, kind text not null, lane text not null,
           body text not null, attempts integer not null, created_at integer not null, next_at integer not null, done_at integer) strict`,
        'create index outbox_waiting on outbox (lane, id) where done_at is null',
        'create index outbox_done on outbox (done_at) where done_at is not null',
        `create table slack_unfurls (subject text not null, channel text not null, ts text not null, url text not null,
           unfurl_id text not null, source text not null, at integer not null, primary key (subject, channel, ts, url)) strict, without rowid`,
        'create index slack_unfurls_at on slack_unfurls (at)',
        `create table announcements (id text primary key, person text not null, key text not null, environment text not null,
           runbook text not null, step text not null, channel text not null, text text not null, state text not null,
           permalink text not null, at integer not null, unique (person, key)) strict, without rowid`,
        'create index announcements_of_step on announcements (runbook, step, environment, at desc)',
      ]) await sql.raw(statement).execute(db);
    },
  },
  '0016-history': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `alter table runs add column procedure text not null default ''`,
        `alter table runs add column outcome text not null default 'going'`,
        `update runs set outcome = case when progress < 3 then 'going' when record ->> '$.state' = 'exited'
           then iif(as_expected = 0, 'unexpected', 'expected') else record ->> '$.state' end`,
        // The last two say who may know of it: what one may not is passed over without being looked up.
        ...Object.entries({ newest: '', by_environment: 'environment,', by_outcome: 'outcome,', by_person: 'person,', by_runbook: 'runbook,', by_procedure: 'runbook, procedure,', by_step: 'runbook, step,' })
          .map(([name, columns]) => `create index runs_${name} on runs (${columns} queued_at desc, id desc, environment, person)`),
      ]) await sql.raw(statement).execute(db);
    },
  },
  '0017-subscriptions': {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `create table subscriptions (person text not null, kind text not null, subject text not null, runbook text not null, title text not null,
           environment text not null, channel text not null, reach text not null, at integer not null, told_at integer, outcome text,
           primary key (person, kind, subject)) strict, without rowid`,
        'create index subscriptions_waiting on subscriptions (kind, subject) where told_at is null',
        'create index subscriptions_told on subscriptions (told_at) where told_at is not null',
        `alter table identities add column email text not null default ''`,
      ]) await sql.raw(statement).execute(db);
    },
  },
};

export const migrationProvider: MigrationProvider = { getMigrations: () => Promise.resolve(migrations) };
