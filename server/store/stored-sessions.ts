/** Sessions of browsers, by the hash of the cookie's value. */
import type { Kysely } from 'kysely';
import type { Role } from '../../common/rights.ts';
import { readGroups, readRoles } from './persons.ts';
import type { Tables } from './tables.ts';

/** How somebody showed who they are when a session began. */
export type BegunBy = 'link' | 'password' | 'provider';

export interface NewSession {
  readonly hash: string;
  readonly person: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly begunBy: BegunBy;
  /** the browser, in a few words */
  readonly agent: string;
}

export interface SessionListed extends NewSession {
  readonly usedAt: number;
}

export interface StoredSession {
  hash: string;
  person: string;
  name: string;
  roles: readonly Role[];
  groups: readonly string[];
  used_at: number;
}

export class StoredSessions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a new session; keeps it. */
  async add({ hash, person, createdAt, expiresAt, begunBy, agent }: NewSession): Promise<void> {
    await this.#db.insertInto('sessions')
      .values({ hash, person, created_at: createdAt, expires_at: expiresAt, begun_by: begunBy, used_at: createdAt, agent }).execute();
  }

  /** Takes a hash and the time; gives the session with whose it is, or null: none, expired, or its person is disabled. */
  async find(hash: string, now: number): Promise<StoredSession | null> {
    const found = await this.#db.selectFrom('sessions').innerJoin('persons', 'persons.id', 'sessions.person')
      .select(['sessions.hash', 'sessions.person', 'persons.name', 'persons.roles', 'persons.groups', 'sessions.used_at'])
      .where('hash', '=', hash).where('expires_at', '>', now).where('disabled_at', 'is', null).executeTakeFirst();
    return found === undefined ? null : { ...found, roles: readRoles(found.roles), groups: readGroups(found.groups) };
  }

  /** Takes a person's id and the time; gives their sessions, the one used last first. */
  async list(person: string, now: number): Promise<SessionListed[]> {
    const rows = await this.#db.selectFrom('sessions').selectAll().where('person', '=', person).where('expires_at', '>', now)
      .orderBy('used_at', 'desc').orderBy('hash').execute();
    return rows.map((row) => ({
      hash: row.hash, person: row.person, createdAt: row.created_at, expiresAt: row.expires_at, usedAt: row.used_at, agent: row.agent,
      begunBy: row.begun_by === 'password' || row.begun_by === 'provider' ? row.begun_by : 'link',
    }));
  }

  /** Takes a hash and the time it was used. */
  async touch(hash: string, now: number): Promise<void> {
    await this.#db.updateTable('sessions').set({ used_at: now }).where('hash', '=', hash).execute();
  }

  /** Takes a hash; ends the session. */
  async remove(hash: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('hash', '=', hash).execute();
  }

  /** Takes the time; forgets sessions that have expired. */
  async prune(now: number): Promise<void> {
    await this.#db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
  }
}
