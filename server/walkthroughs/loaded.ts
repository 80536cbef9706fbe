/** Walkthroughs as they stand: what is kept of them, with the runs they name, folded. */
import type { Run } from '../../common/run.ts';
import type { WalkEntry, WalkHead, WalkRun, WalkState } from '../../common/walkthrough.ts';
import { stateOf } from '../../common/walkthrough-state.ts';
import type { Store } from '../store/store.ts';
import type { StoredWalk } from '../store/walkthroughs.ts';

export interface LoadedWalk {
  readonly head: WalkHead;
  readonly entries: readonly WalkEntry[];
  /** by id */
  readonly runs: Readonly<Record<string, WalkRun>>;
  readonly state: WalkState;
}

/** Takes a record that may be newer than what is kept; gives it as it stands. */
export type Fresh = (run: Run) => Promise<Run>;

/** Takes the store and walkthroughs as they are kept; gives how they stand. `fresh` looks up runs that have not ended. */
export async function loadWalks(store: Store, walks: readonly StoredWalk[], fresh: Fresh = (run) => Promise.resolve(run)): Promise<LoadedWalk[]> {
  const kept = await store.walkthroughs.runs(walks.map(({ head }) => head.id));
  const runs = new Map((await Promise.all(kept.map((run) => (run.endedAt === null ? fresh(run) : run)))).map((run) => [run.id, run]));
  const resets = new Map<string, number>();
  for (const { person, environment } of runs.values()) {
    const place = `${environment} ${person}`;
    if (!resets.has(place)) resets.set(place, await store.resets.last({ person, environment }));
  }
  return walks.map(({ head, entries }) => {
    const own = entries.flatMap((entry) => (entry.kind === 'run' ? [runs.get(entry.run)] : [])).filter((run) => run !== undefined);
    const told = Object.fromEntries(own.map((run) => [run.id, walkRun(run)]));
    const since = Object.fromEntries(own.map(({ person }) => [person, resets.get(`${head.environment} ${person}`) ?? 0]));
    return { head, entries, runs: told, state: stateOf(head, entries, { runs: told, resets: since }) };
  });
}

function walkRun({ id, step, person, digest, parameters, state, queuedAt, startedAt, endedAt, exitStatus, asExpected, note, interactive }: Run): WalkRun {
  return { id, step, person, digest, parameters, state, queuedAt, startedAt, endedAt, exitStatus, asExpected, note, interactive };
}

/** Takes how one stands; gives the ids of everybody named in it. */
export function namedIn({ head, state, entries, runs }: LoadedWalk): string[] {
  return [...new Set([
    head.begunBy, state.lead, ...state.people, ...Object.values(runs).map(({ person }) => person),
    ...entries.flatMap((entry) => (entry.kind === 'lead' ? [entry.from] : [])),
  ])];
}
