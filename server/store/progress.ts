/** What people have done in practice. It only grows: doing a thing again counts it again, and keeps the best. */
import { type Kysely, sql } from 'kysely';
import type { ProgressItem } from '../../common/practice.ts';
import type { Tables } from './tables.ts';

export class Progress {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes who did what, when (unix milliseconds), and with how many hints in how many minutes where that is counted; keeps it. */
  async keep(person: string, done: Pick<ProgressItem, 'item' | 'at' | 'hints' | 'minutes'>): Promise<void> {
    await this.#db.insertInto('progress').values({ person, ...done, times: 1 })
      .onConflict((conflict) => conflict.columns(['person', 'item']).doUpdateSet({
        times: sql`progress.times + 1`,
        // The two-argument min of SQLite gives null when either is.
        hints: sql`min(coalesce(progress.hints, excluded.hints), coalesce(excluded.hints, progress.hints))`,
        minutes: sql`min(coalesce(progress.minutes, excluded.minutes), coalesce(excluded.minutes, progress.minutes))`,
      })).execute();
  }

  /** Takes a person; gives what they have done, in the order they first did it. */
  async list(person: string): Promise<ProgressItem[]> {
    const rows = await this.#db.selectFrom('progress').select(['item', 'at', 'times', 'hints', 'minutes'])
      .where('person', '=', person).orderBy('at').orderBy('item').execute();
    return rows.map((row) => ({ ...row }));
  }

  /** Takes a person; gives how many different things they have done. */
  async count(person: string): Promise<number> {
    const row = await this.#db.selectFrom('progress').select(({ fn }) => fn.countAll<number>().as('count')).where('person', '=', person).executeTakeFirst();
    return row?.count ?? 0;
  }
}
