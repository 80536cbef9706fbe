/** In how many environments somebody has a workspace, as far as the index of runs tells: one is made by the first run there. */
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export class WorkspaceUse {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a person, an environment, and since when (Unix ms) a workspace that nobody used is gone; gives the names of their others. */
  async others(person: string, environment: string, since: number): Promise<string[]> {
    const rows = await this.#db.selectFrom('runs').leftJoin('resets', (join) => join.onRef('resets.person', '=', 'runs.person').onRef('resets.environment', '=', 'runs.environment'))
      .select('runs.environment').distinct()
      .where('runs.person', '=', person).where('runs.environment', '<>', environment)
      .where('runs.queued_at', '>', since).where('runs.queued_at', '>', sql<number>`coalesce(resets.at, 0)`).execute();
    return rows.map((row) => row.environment).sort();
  }
}
