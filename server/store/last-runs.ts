/**
 * The last runs of steps and runbooks, whoever made them. Each is one seek in an index, so that the answer takes as long
 * with a million runs as with ten.
 */
import { type Kysely, sql } from 'kysely';
import type { Run } from '../../common/run.ts';
import type { Tables } from './tables.ts';

/** Runs of a step that are looked through for one that concerns somebody: so many seeks at most, however many there are. */
const looked = 100;

/** What people ran, the newest of each runbook. */
export interface RunNews {
  /** the last run that is over */
  last: readonly Run[];
  /** the last outside practice that neither ended as expected nor was stopped, unless the step was run well since */
  failed: readonly Run[];
}

export class LastRuns {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Takes a runbook, ids of its steps and who asks; gives the last run of each that is over. What others ran in practice happened
   * in worlds of their own and is passed over, among the newest `looked` of a step; without a person nothing is.
   */
  async ofSteps(runbook: string, steps: readonly string[], person: string | null = null): Promise<Run[]> {
    return await this.#records(sql<Row>`
      select run.record from json_each(${JSON.stringify(steps)}) as step join runs as run on run.id = (
        select id from (select id, person, environment, ended_at from runs
          where runbook = ${runbook} and step = step.value and progress = 3 order by ended_at desc limit ${person === null ? 1 : looked})
        where ${concerns(person)} order by ended_at desc limit 1)`);
  }

  /**
   * Takes ids of runbooks, since when failures count (Unix milliseconds) and who asks; gives what people ran of each, as above. In
   * practice faults are put in on purpose: a run that fails there says nothing against its runbook.
   */
  async ofRunbooks(runbooks: readonly string[], since: number, person: string | null = null): Promise<RunNews> {
    const wanted = sql`json_each(${JSON.stringify(runbooks)}) as runbook join runs as run`;
    return {
      last: await this.#records(sql<Row>`select run.record from ${wanted} on run.id = (
        select id from (select id, person, environment, ended_at from runs
          where runbook = runbook.value and progress = 3 order by ended_at desc limit ${person === null ? 1 : looked})
        where ${concerns(person)} order by ended_at desc limit 1)`),
      failed: await this.#records(sql<Row>`select run.record from ${wanted} on run.id = (
        select id from runs as bad where runbook = runbook.value and progress = 3 and as_expected = 0
          and environment <> 'practice' and record ->> '$.state' <> 'stopped' and ended_at > ${since}
          and not exists (select 1 from runs where runbook = bad.runbook and step = bad.step and environment = bad.environment
            and as_expected = 1 and ended_at > bad.ended_at)
        order by ended_at desc limit 1)`),
    };
  }

  async #records(query: ReturnType<typeof sql<Row>>): Promise<Run[]> {
    const { rows } = await query.execute(this.#db);
    // Only this room writes records, so they need no second check.
    return rows.map(({ record }) => JSON.parse(record) as Run);
  }
}

function concerns(person: string | null) {
  return person === null ? sql`true` : sql`(environment <> 'practice' or person = ${person})`;
}

interface Row { record: string }
