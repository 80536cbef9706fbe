/** Sessions of browsers, by the hash of the cookie's value. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface StoredSession {
  hash: string;
  person: string;
  name: string;
  expires_at: number;
}

export class StoredSessions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a new session; keeps it. */
  async add(session: { hash: string; person: string; created_at: number; expires_at: number }): Promise<void> {
    await this.#db.insertInto('sessions').values(session).execute();
  }

  /** Takes a hash and the time; gives the session with its person's name, or null when there is none or it has expired. */
  async find(hash: string, now: number): Promise<StoredSession | null> {
    return await this.#db.selectFrom('sessions').innerJoin('persons', 'persons.id', 'sessions.person')
      .select(['sessions.hash', 'sessions.person', 'persons.name', 'sessions.expires_at'])
      .where('hash', '=', hash).where('expires_at', '>', now).executeTakeFirst() ?? null;
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
