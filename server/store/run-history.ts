/**
 * The runs of everybody, newest first, a page at a time. What ran in real environments concerns everybody who looks after them;
 * practice is one's own. Each filter has its index in the order of time, so that a page is a walk along it.
 */
import { type Kysely, type SqlBool, sql } from 'kysely';
import { type Cursor, type HistoryFilter, mostPersons, outcomeOf, type PastRun } from '../../common/history.ts';
import { practice } from '../../common/policy.ts';
import type { Run } from '../../common/run.ts';
import { withoutSecrets } from '../../common/secret-text.ts';
import type { Tables } from './tables.ts';

export interface HistoryAsked extends HistoryFilter {
  /** who asks */
  viewer: string;
  /** the environments they may see; null for all */
  environments: readonly string[] | null;
  /** only what comes after it */
  after: Cursor | null;
  limit: number;
}

export class RunHistory {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes who asks for what; gives their page. */
  async page(asked: HistoryAsked): Promise<PastRun[]> {
    const rows = await this.#db.selectFrom('runs')
      .leftJoin('persons', 'persons.id', 'runs.person').leftJoin('shares', 'shares.run', 'runs.id')
      .select(['runs.record', 'runs.procedure', 'persons.name', 'shares.run as shared'])
      .where((row) => row.and([
        // Said apart, the second is answered from the person's own index.
        asked.environment === practice ? row('runs.person', '=', asked.viewer) : row.or([row('runs.environment', '<>', practice), row('runs.person', '=', asked.viewer)]),
        ...equal(asked).map(([column, value]) => row(`runs.${column}`, '=', value)),
        ...(asked.environments === null ? [] : [row('runs.environment', 'in', [...asked.environments])]),
        ...(asked.from === undefined ? [] : [row('runs.queued_at', '>=', asked.from)]),
        ...(asked.to === undefined ? [] : [row('runs.queued_at', '<', asked.to)]),
        ...(asked.after === null ? [] : [sql<SqlBool>`(runs.queued_at, runs.id) < (${asked.after.at}, ${asked.after.run})`]),
      ]))
      .orderBy('runs.queued_at', 'desc').orderBy('runs.id', 'desc').limit(asked.limit).execute();
    return rows.map(({ record, procedure, name, shared }) => pastRun(JSON.parse(record) as Run, procedure, name, asked.viewer, shared !== null));
  }

  /** Takes who asks, and the environments they may see (null for all); gives those whose runs they may know of, by name. */
  async persons({ viewer, environments }: Pick<HistoryAsked, 'viewer' | 'environments'>): Promise<{ id: string; name: string }[]> {
    return await this.#db.selectFrom('persons').select(['persons.id', 'persons.name'])
      .where((person) => person.exists(person.selectFrom('runs').select('runs.id').whereRef('runs.person', '=', 'persons.id').where((row) => row.and([
        row.or([row('runs.environment', '<>', practice), row('runs.person', '=', viewer)]),
        ...(environments === null ? [] : [row('runs.environment', 'in', [...environments])]),
      ]))))
      .orderBy('persons.name').orderBy('persons.id').limit(mostPersons).execute();
  }
}

const columns = ['person', 'environment', 'runbook', 'procedure', 'step', 'outcome'] as const;

function equal(filter: HistoryFilter): [column: (typeof columns)[number], value: string][] {
  return columns.flatMap((column) => {
    const value = filter[column];
    return value === undefined ? [] : [[column, value]];
  });
}

function pastRun(run: Run, procedure: string, name: string | null, viewer: string, isShared: boolean): PastRun {
  const { id, environment, runbook, step, title, parameters, exitStatus, queuedAt, startedAt, endedAt } = run;
  return {
    id, environment, runbook, procedure, step, title, parameters: run.person === viewer ? parameters : withoutSecrets(parameters), exitStatus, queuedAt, startedAt, endedAt,
    person: { id: run.person, name: name ?? run.person }, outcome: outcomeOf(run),
    mayOpen: isShared || run.person === viewer, outputRemoved: run.outputRemovedAt !== undefined,
  };
}
