/** Runs that their owners let everybody watch who is logged in. */
import type { Kysely } from 'kysely';
import type { RunId } from '../../common/ids.ts';
import type { Tables } from './tables.ts';

export class Shares {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async has(run: RunId): Promise<boolean> {
    return await this.#db.selectFrom('shares').select('run').where('run', '=', run).executeTakeFirst() !== undefined;
  }

  /** Takes a run, whether it is shared from now on, and the time in Unix milliseconds. */
  async set(run: RunId, shared: boolean, at: number): Promise<void> {
    if (shared) await this.#db.insertInto('shares').values({ run, at }).onConflict((conflict) => conflict.doNothing()).execute();
    else await this.#db.deleteFrom('shares').where('run', '=', run).execute();
  }
}
