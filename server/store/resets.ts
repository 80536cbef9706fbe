/** When somebody last began anew in an environment: what they had run there before no longer holds. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface Place {
  person: string;
  environment: string;
}

export class Resets {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes who began anew, where, and the time; keeps it. One that is earlier than what is kept changes nothing. */
  async keep({ person, environment }: Place, at: number): Promise<void> {
    await this.#db.insertInto('resets').values({ person, environment, at })
      .onConflict((conflict) => conflict.columns(['person', 'environment']).doUpdateSet({ at }).where('resets.at', '<', at)).execute();
  }

  /** Takes a person and an environment; gives when they last began anew there, Unix milliseconds, or 0. */
  async last({ person, environment }: Place): Promise<number> {
    const row = await this.#db.selectFrom('resets').select('at')
      .where('person', '=', person).where('environment', '=', environment).executeTakeFirst();
    return row?.at ?? 0;
  }
}
