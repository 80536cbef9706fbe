/** How long runs took. One seek in the index of runs that ended as expected. */
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export interface StepPlace {
  runbook: string;
  step: string;
  environment: string;
}

export class Durations {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a step in an environment and how many to look at; gives how long the newest runs that ended as expected took, in milliseconds. */
  async of({ runbook, step, environment }: StepPlace, most: number): Promise<number[]> {
    const { rows } = await sql<{ took: number }>`
      select ended_at - (record ->> '$.startedAt') as took from runs
      where runbook = ${runbook} and step = ${step} and environment = ${environment} and as_expected = 1
      order by ended_at desc limit ${most}`.execute(this.#db);
    return rows.map(({ took }) => took);
  }
}
