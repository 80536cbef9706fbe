/**
 * One panel's watch: reads what it is of through a reader of its own, puts together what the page is told, and tells it four
 * times a second at most, each time the whole. What could not be seen as it is now says so, and since when.
 */
import type { Log } from '../../log.ts';
import type { EventRow, Mark, PanelState, PanelView } from '../../../common/panel.ts';
import type { PanelQuery, WatchRequest } from './watch-request.ts';
import { watchGroup } from './group-watch.ts';
import { watchObjects } from './object-watch.ts';
import type { KubernetesReader } from './kubernetes-reader.ts';
import { LastingReader } from './lasting-reader.ts';
import type { ReadProblem } from './read-problem.ts';
import type { OpenReader, Reader } from './reader.ts';
import { eventRow } from './rows/event-row.ts';
import { jobRow } from './rows/job-row.ts';
import { podRow } from './rows/pod-row.ts';
import { Telling } from './telling.ts';

export interface PanelWatchGround {
  openReader: OpenReader;
  log: Log;
  now(): number;
  /** Takes an environment and a digest; tells whether it still has that. */
  holds(environment: string, rules: string): boolean;
  /** what is watched by this runner, of all connections */
  all: Set<unknown>;
}

/** What a page shows of a list. */
const mostShown = { Pods: 100, Jobs: 100, Events: 20 } as const;

/** Takes a request, who is told and the ground; begins to watch. Gives what ends it. Throws why there is nothing to watch. */
export async function openPanelWatch(request: WatchRequest, tell: (state: PanelState) => void, ground: PanelWatchGround): Promise<() => void> {
  const { query, ...asked } = request;
  const open = (): Promise<Reader> => ground.openReader({ ...asked, purpose: 'panels' });
  const reader = new LastingReader(open, await open());
  let isOver = false;
  const telling = new Telling((state) => {
    if (isOver) return;
    const holds = ground.holds(request.environment, request.rules);
    tell(holds ? state : { view: null, problem: 'The rules of this environment changed just now.', at: null, time: null });
    // Whoever asked for it hears of the change too, and asks anew by the new rules.
    if (!holds) end();
  }, ground.now, request.query.kind === 'RedisGroup' ? () => null : () => reader.time());
  const stop = begin(query, reader, telling);
  const end = (): void => {
    isOver = true;
    stop();
    telling.close();
    reader.close();
  };
  return end;
}

function begin(query: PanelQuery, reader: LastingReader, telling: Telling): () => void {
  const away = (problem: ReadProblem): void => {
    // A refusal is of the API behind it; anything else may be of what leads there.
    if (problem.status === 0 || problem.status >= 500) reader.drop();
    telling.away(problem.message);
  };
  if (query.kind === 'RedisGroup') {
    return watchGroup(async () => (await reader.get()).redis(query.redis), query, { group: (group, more) => { telling.view(() => ({ kind: 'RedisGroup', group, more }), true); }, problem: away });
  }
  const kubernetes = async (): Promise<KubernetesReader> => (await reader.get()).kubernetes();
  const seen = (problem: ReadProblem | null): void => { if (problem === null) telling.live(); else away(problem); };
  const { kind, namespace } = query;
  if (kind === 'Events') {
    const selectors: Record<string, string> = query.object === null ? {} : { fieldSelector: `involvedObject.name=${query.object}` };
    return watchObjects(kubernetes, { path: `/api/v1/namespaces/${namespace}/events`, selectors, rowOf: eventRow }, { seen, rows: (rows, more) => { telling.view(() => newest(rows.values(), more)); } });
  }
  const selectors: Record<string, string> = query.selector === null ? {} : { labelSelector: query.selector };
  if (kind === 'Pods') return watchObjects(kubernetes, { path: `/api/v1/namespaces/${namespace}/pods`, selectors, rowOf: podRow }, { seen, rows: (rows, more) => { telling.view(() => ({ kind, ...byName(rows.values(), mostShown.Pods, more) })); } });
  return watchObjects(kubernetes, { path: `/apis/batch/v1/namespaces/${namespace}/jobs`, selectors, rowOf: jobRow }, { seen, rows: (rows, more) => { telling.view(() => ({ kind, ...byName(rows.values(), mostShown.Jobs, more) })); } });
}

/** Of more than are shown, those that do not do as they should are among those that are. */
function byName<Row extends { name: string; mark: Mark }>(rows: Iterable<Row>, most: number, more: boolean): { rows: Row[]; more: boolean } {
  const sorted = [...rows].sort((one, other) => (one.name < other.name ? -1 : 1));
  if (sorted.length <= most) return { rows: sorted, more };
  const chosen = new Set([...sorted.filter(({ mark }) => mark === 'ill'), ...sorted.filter(({ mark }) => mark !== 'ill')].slice(0, most));
  return { rows: sorted.filter((row) => chosen.has(row)), more: true };
}

function newest(rows: Iterable<EventRow>, more: boolean): PanelView {
  const sorted = [...rows].sort((one, other) => (other.since ?? 0) - (one.since ?? 0));
  return { kind: 'Events', rows: sorted.slice(0, mostShown.Events), more: more || sorted.length > mostShown.Events };
}
