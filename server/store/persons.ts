/** The people this Handrail knows. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export class Persons {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a person and the time; adds them unless their id is known. Tells whether they are new. */
  async add(person: { id: string; name: string }, now: number): Promise<boolean> {
    const added = await this.#db.insertInto('persons').values({ ...person, created_at: now })
      .onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
    return added.numInsertedOrUpdatedRows === 1n;
  }

  /** Takes an id; gives the person, or null. */
  async find(id: string): Promise<{ id: string; name: string } | null> {
    const found = await this.#db.selectFrom('persons').select(['id', 'name']).where('id', '=', id).executeTakeFirst();
    return found ? { ...found } : null;
  }
}
