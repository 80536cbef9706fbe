/**
 * The index of runs. The runner keeps the records; this remembers them for lists, for the steps that need others first,
 * and for idempotency keys, which must hold when server or runner have been restarted.
 */
import { type Kysely, sql } from 'kysely';
import { outcomeOf } from '../../common/history.ts';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { Tables } from './tables.ts';

export interface Reservation {
  run: Run;
  key: string;
  /** hash of the request the key was sent with */
  request: string;
  /** slug of the heading its step stands under; none when left out */
  procedure?: string;
  /** runs a person may have going at once */
  most: number;
}

/** A run that a key stands for. */
export interface Known {
  request: string;
  run: Run;
  /** whether the runner has it */
  taken: boolean;
}

export type Reserved =
  | { outcome: 'new' }
  | { outcome: 'known' } & Known
  | { outcome: 'full'; count: number };

export interface RunFilter {
  person: string;
  runbook?: string | undefined;
  step?: string | undefined;
  environment?: string | undefined;
  /** only those that have not ended */
  going?: boolean | undefined;
  limit: number;
}

export interface Finished {
  person: string;
  environment: string;
  runbook: string;
  step: string;
  digest: string;
  /** ended at this time or later, Unix milliseconds */
  since: number;
}

export class RunIndex {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a run about to start and its key; keeps both in one transaction, unless the key is known or the person has too many. */
  async reserve({ run, key, request, procedure = '', most }: Reservation): Promise<Reserved> {
    return await this.#db.transaction().execute(async (change) => {
      const known = await knownIn(change, run.person, key);
      if (known) return { outcome: 'known', ...known };
      const { count } = await change.selectFrom('runs').select((row) => row.fn.countAll<number>().as('count'))
        .where('person', '=', run.person).where('progress', '<', 3).executeTakeFirstOrThrow();
      if (count >= most) return { outcome: 'full', count };
      await change.insertInto('runs').values({ ...rowOf(run), procedure, taken: 0 }).execute();
      await change.insertInto('run_keys').values({ person: run.person, key, request, run: run.id }).execute();
      return { outcome: 'new' };
    });
  }

  /** Takes a person and their key; gives the run it stands for, or null. */
  async known(person: string, key: string): Promise<Known | null> {
    return await knownIn(this.#db, person, key);
  }

  /** Takes a run that was reserved and never came to be; forgets it and its key. */
  async forget(run: RunId): Promise<void> {
    await this.#db.transaction().execute(async (change) => {
      await change.deleteFrom('run_keys').where('run', '=', run).execute();
      await change.deleteFrom('runs').where('id', '=', run).where('taken', '=', 0).execute();
    });
  }

  /** Takes a record as the runner has it; keeps it. A record that is behind what is kept changes nothing. */
  async save(run: Run): Promise<void> {
    const row = { ...rowOf(run), taken: 1 };
    await this.#db.insertInto('runs').values({ ...row, procedure: '' }).onConflict((conflict) => conflict.column('id').doUpdateSet(row)
      .where('runs.progress', '<', 3).where('runs.progress', '<=', row.progress)).execute();
  }

  /** Takes an id; gives the record, or null. */
  async get(run: RunId): Promise<Run | null> {
    const row = await this.#db.selectFrom('runs').select('record').where('id', '=', run).executeTakeFirst();
    return row ? parse(row.record) : null;
  }

  /** Takes whose runs and which; gives them, newest first. */
  async list({ person, runbook, step, environment, going, limit }: RunFilter): Promise<Run[]> {
    const rows = await this.#db.selectFrom('runs').select('record').where('person', '=', person)
      .$if(runbook !== undefined, (query) => query.where('runbook', '=', runbook ?? ''))
      .$if(step !== undefined, (query) => query.where('step', '=', step ?? ''))
      .$if(environment !== undefined, (query) => query.where('environment', '=', environment ?? ''))
      .$if(going === true, (query) => query.where('progress', '<', 3))
      .orderBy('queued_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
    return rows.map((row) => parse(row.record));
  }

  /** Takes a person; gives how many runs of theirs have not ended. */
  async countGoing(person: string): Promise<number> {
    const { count } = await this.#db.selectFrom('runs').select((row) => row.fn.countAll<number>().as('count'))
      .where('person', '=', person).where('progress', '<', 3).executeTakeFirstOrThrow();
    return count;
  }

  /** Gives every run that has not ended, and whether the runner has taken it. */
  async live(): Promise<{ run: Run; taken: boolean }[]> {
    const rows = await this.#db.selectFrom('runs').select(['record', 'taken']).where('progress', '<', 3).execute();
    return rows.map((row) => ({ run: parse(row.record), taken: row.taken === 1 }));
  }

  /** Takes what to look for; gives the runs that ended as expected, newest first. */
  async finished({ person, environment, runbook, step, digest, since }: Finished): Promise<Run[]> {
    const rows = await this.#db.selectFrom('runs').select('record')
      .where('person', '=', person).where('runbook', '=', runbook).where('step', '=', step)
      .where('environment', '=', environment).where('digest', '=', digest)
      .where('as_expected', '=', 1).where('ended_at', '>=', since)
      .orderBy('queued_at', 'desc').limit(100).execute();
    return rows.map((row) => parse(row.record));
  }

  /** Gives when the newest run was queued, Unix milliseconds; 0 when there is none. */
  async newest(): Promise<number> {
    const row = await this.#db.selectFrom('runs').select(sql<number | null>`max(queued_at)`.as('at')).executeTakeFirst();
    return row?.at ?? 0;
  }
}

async function knownIn(db: Kysely<Tables>, person: string, key: string): Promise<Known | null> {
  const row = await db.selectFrom('run_keys').innerJoin('runs', 'runs.id', 'run_keys.run')
    .select(['run_keys.request', 'runs.record', 'runs.taken'])
    .where('run_keys.person', '=', person).where('key', '=', key).executeTakeFirst();
  return row ? { request: row.request, run: parse(row.record), taken: row.taken === 1 } : null;
}

const progressOf = { queued: 0, starting: 1, running: 2 } as const;

function rowOf(run: Run): Omit<Tables['runs'], 'taken' | 'procedure'> {
  return {
    id: run.id,
    person: run.person,
    environment: run.environment,
    runbook: run.runbook,
    step: run.step,
    digest: run.digest,
    progress: isOver(run.state) ? 3 : progressOf[run.state as keyof typeof progressOf],
    as_expected: run.asExpected === null ? null : Number(run.asExpected),
    queued_at: run.queuedAt,
    ended_at: run.endedAt,
    outcome: outcomeOf(run),
    record: JSON.stringify(run),
  };
}

/** Only this room writes records, so they need no second check. */
function parse(record: string): Run {
  return JSON.parse(record) as Run;
}
