/**
 * What the server keeps: persons, login links, sessions, the index of runs, which are shared, when who began anew, and progress in practice.
 * SQL stands in this room only. The database is held alone by one server: two on one data folder would each have half of
 * the truth.
 */
import { chmodSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { HandrailError } from '../../common/errors.ts';
import { Announcements } from './announcements.ts';
import { AuditHeads } from './audit-heads.ts';
import { StoredApprovals } from './approvals.ts';
import { sqliteDialect } from './dialect.ts';
import { Durations } from './durations.ts';
import { LastRuns } from './last-runs.ts';
import { Links } from './links.ts';
import { LoginAttempts } from './login-attempts.ts';
import { migrationProvider } from './migrations.ts';
import { Outbox } from './outbox.ts';
import { Passwords } from './passwords.ts';
import { Persons } from './persons.ts';
import { Progress } from './progress.ts';
import { Resets } from './resets.ts';
import { RunHistory } from './run-history.ts';
import { RunIndex } from './run-index.ts';
import { Shares } from './shares.ts';
import { SignOns } from './sign-ons.ts';
import { StoredSessions } from './stored-sessions.ts';
import { StoredTokens } from './stored-tokens.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Tables } from './tables.ts';
import { Unfurls } from './unfurls.ts';
import { StoredWalks } from './walkthroughs.ts';
import { WorkspaceUse } from './workspace-use.ts';

export interface Store {
  readonly persons: Persons;
  readonly links: Links;
  readonly sessions: StoredSessions;
  readonly passwords: Passwords;
  readonly loginAttempts: LoginAttempts;
  readonly tokens: StoredTokens;
  readonly signOns: SignOns;
  readonly workspaceUse: WorkspaceUse;
  readonly runs: RunIndex;
  readonly history: RunHistory;
  readonly auditHeads: AuditHeads;
  readonly shares: Shares;
  readonly lastRuns: LastRuns;
  readonly durations: Durations;
  readonly resets: Resets;
  readonly approvals: StoredApprovals;
  readonly progress: Progress;
  readonly outbox: Outbox;
  readonly unfurls: Unfurls;
  readonly announcements: Announcements;
  readonly subscriptions: Subscriptions;
  readonly walkthroughs: StoredWalks;
  /** Takes a path; makes a whole copy of the database there, in place of what was. Nobody waits longer than a moment. */
  copyTo(path: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Takes the path of the database (`:memory:` in tests); gives the store, migrated to the newest form.
 * Throws `bad-config` when another server holds it, or it cannot be opened.
 */
export async function openStore(path: string): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(openAlone(path)) });
  const { error } = await new Migrator({ db, provider: migrationProvider }).migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw new HandrailError('bad-config', { why: `The database ${path} cannot be brought up to date: ${String(error)}. Restore it from a backup, or move it away to begin anew.` });
  }
  return {
    persons: new Persons(db),
    links: new Links(db),
    sessions: new StoredSessions(db),
    passwords: new Passwords(db),
    loginAttempts: new LoginAttempts(db),
    tokens: new StoredTokens(db),
    signOns: new SignOns(db),
    workspaceUse: new WorkspaceUse(db),
    runs: new RunIndex(db),
    history: new RunHistory(db),
    auditHeads: new AuditHeads(db),
    shares: new Shares(db),
    lastRuns: new LastRuns(db),
    durations: new Durations(db),
    resets: new Resets(db),
    approvals: new StoredApprovals(db),
    progress: new Progress(db),
    outbox: new Outbox(db),
    unfurls: new Unfurls(db),
    announcements: new Announcements(db),
    subscriptions: new Subscriptions(db),
    walkthroughs: new StoredWalks(db),
    copyTo: async (path) => {
      rmSync(path, { force: true });
      await sql`vacuum into ${path}`.execute(db);
      chmodSync(path, 0o600);
    },
    close: () => db.destroy(),
  };
}

function openAlone(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: 2_000, enableForeignKeyConstraints: true });
    // EXCLUSIVE before WAL keeps the lock for as long as the process lives, even when it is killed.
    // FULL: an idempotency key must not be forgotten by a power cut after its run has begun.
    for (const pragma of ['locking_mode = exclusive', 'journal_mode = wal', 'synchronous = full']) database.exec(`pragma ${pragma}`);
    database.exec('begin immediate; commit');
    return database;
  } catch (cause) {
    const why = String((cause as Error).message);
    throw new HandrailError('bad-config', {
      why: /locked|busy/.test(why)
        ? `Another Handrail uses ${path}. Stop it, or set HANDRAIL_DATA to another folder.`
        : `The database ${path} cannot be opened: ${why}. Restore it from a backup, or move it away to begin anew.`,
    });
  }
}
