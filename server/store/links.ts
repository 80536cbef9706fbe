/** Login links by the hash of their secret. Using one is a single statement, so that two at once cannot both succeed. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface StoredLink {
  person: string;
  expires_at: number;
  used_at: number | null;
}

export class Links {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a new link; keeps it. */
  async add(link: { hash: string; person: string; expires_at: number }): Promise<void> {
    await this.#db.insertInto('links').values({ ...link, used_at: null }).execute();
  }

  /** Takes a hash, the time, and what is told the person before it counts: when that throws, the link is as it was. Uses the link up; gives its person, or null when it is unknown, used or expired. */
  async use(hash: string, now: number, before: (person: string) => void = () => undefined): Promise<string | null> {
    return await this.#db.transaction().execute(async (change) => {
      const used = await change.updateTable('links').set({ used_at: now })
        .where('hash', '=', hash).where('used_at', 'is', null).where('expires_at', '>', now)
        .returning('person').executeTakeFirst();
      if (used !== undefined) before(used.person);
      return used?.person ?? null;
    });
  }

  /** Takes a hash; gives the link, or null. */
  async find(hash: string): Promise<StoredLink | null> {
    return await this.#db.selectFrom('links').select(['person', 'expires_at', 'used_at'])
      .where('hash', '=', hash).executeTakeFirst() ?? null;
  }

  /** Takes a time; forgets links that expired before it. */
  async prune(before: number): Promise<void> {
    await this.#db.deleteFrom('links').where('expires_at', '<', before).execute();
  }
}
