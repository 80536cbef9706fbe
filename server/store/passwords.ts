/** Passwords as what is kept of them: a PHC string, never the password. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export class Passwords {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a person's id; gives what is kept of their password and since when (Unix milliseconds), or null when they have none. */
  async find(person: string): Promise<{ hash: string; changed_at: number } | null> {
    return await this.#db.selectFrom('passwords').select(['hash', 'changed_at']).where('person', '=', person).executeTakeFirst() ?? null;
  }

  /** Takes a person's id, what is kept of a password, and the time; it takes the place of the one before. */
  async set(person: string, hash: string, now: number): Promise<void> {
    await this.#db.insertInto('passwords').values({ person, hash, changed_at: now })
      .onConflict((conflict) => conflict.column('person').doUpdateSet({ hash, changed_at: now })).execute();
  }

  /** Takes what is kept of a password and the same password kept in a newer way; nothing changes when it is not that one any more. */
  async renew(person: string, before: string, hash: string): Promise<void> {
    await this.#db.updateTable('passwords').set({ hash }).where('person', '=', person).where('hash', '=', before).execute();
  }
}
