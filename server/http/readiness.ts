/**
 * Whether the server can do its work: its database answers, its record can be written, there are runbooks, and the runner
 * answers. Asked at most once a second, however many ask.
 */
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from './metrics.ts';

export interface ReadinessDeps {
  readonly store: Store;
  readonly catalog: CatalogStore;
  readonly runner: RunnerClient;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Each part, and whether it is well. */
export type Readiness = Readonly<Record<'database' | 'record' | 'runbooks' | 'runner', boolean>>;

const askedEveryMs = 1_000;
/** Whoever has not answered by then does not. */
const patienceMs = 3_000;

/** Takes the parts; gives how to ask whether they are well. */
export function openReadiness({ store, catalog, runner, clock, metrics }: ReadinessDeps): () => Promise<Readiness> {
  let last: { at: number; answer: Promise<Readiness> } | null = null;
  const ask = async (): Promise<Readiness> => {
    const [database, answers] = await Promise.all([isWell(store.persons.find('operator')), isWell(runner.hello())]);
    return { database, record: metrics.recordWorks(), runbooks: catalog.current() !== null, runner: answers };
  };
  return async () => {
    const now = clock.now();
    if (last === null || Math.abs(now - last.at) >= askedEveryMs) last = { at: now, answer: ask() };
    return await last.answer;
  };
}

async function isWell(asked: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => { late.resolve(false); }, patienceMs);
  const well = await Promise.race([asked.then(() => true, () => false), late.promise]);
  clearTimeout(timer);
  return well;
}
