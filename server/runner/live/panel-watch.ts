/**
 * One panel's watch: reads what it is of through a reader of its own, puts together what the page is told, and tells it four
 * times a second at most, each time the whole. What could not be seen as it is now says so, and since when.
 */
import type { Log } from '../../log.ts';
import type { EventRow, PanelState, PanelView } from '../../../common/panel.ts';
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

export interface PanelWatchGround {
  openReader: OpenReader;
  log: Log;
  now(): number;
  /** Takes an environment and a digest; tells whether it still has that. */
  holds(environment: string, rules: string): boolean;
  /** what is watched by this runner, of all connections */
  all: Set<unknown>;
}

/** Between two tellings, in milliseconds. */
const betweenMs = 250;
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
    tell(holds ? state : { view: null, problem: 'The rules of this environment changed just now.', at: null });
    // Whoever asked for it hears of the change too, and asks anew by the new rules.
    if (!holds) end();
  }, ground.now);
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

function byName<Row extends { name: string }>(rows: Iterable<Row>, most: number, more: boolean): { rows: Row[]; more: boolean } {
  const sorted = [...rows].sort((one, other) => (one.name < other.name ? -1 : 1));
  return { rows: sorted.slice(0, most), more: more || sorted.length > most };
}

function newest(rows: Iterable<EventRow>, more: boolean): PanelView {
  const sorted = [...rows].sort((one, other) => (other.since ?? 0) - (one.since ?? 0));
  return { kind: 'Events', rows: sorted.slice(0, mostShown.Events), more: more || sorted.length > mostShown.Events };
}

/** What is told, gathered. A view is made when it is told, not for each of the changes that come together. */
class Telling {
  readonly #tell: (state: PanelState) => void;
  readonly #now: () => number;
  #view: (() => PanelView) | null = null;
  #problem: string | null = null;
  #at: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #toldAt = -Infinity;
  #last = '';
  #isClosed = false;

  constructor(tell: (state: PanelState) => void, now: () => number) {
    this.#tell = tell;
    this.#now = now;
  }

  /** Takes what makes the view as it now is, and whether that also says that it is seen as it is. */
  view(make: () => PanelView, isLive = false): void {
    this.#view = make;
    this.#at = this.#now();
    if (isLive) this.#problem = null;
    this.#soon();
  }

  live(): void {
    this.#problem = null;
    this.#at = this.#now();
    this.#soon();
  }

  /** The moment at which it was known to be so stays. */
  away(problem: string): void {
    this.#problem = problem;
    this.#soon();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #soon(): void {
    if (this.#isClosed || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#toldAt = performance.now();
      const state: PanelState = { view: this.#view?.() ?? null, problem: this.#problem, at: this.#view === null ? null : this.#at };
      // The time alone is no news while it is seen as it is.
      const text = JSON.stringify({ ...state, at: state.problem === null ? null : state.at });
      if (text === this.#last) return;
      this.#last = text;
      this.#tell(state);
    }, Math.max(0, this.#toldAt + betweenMs - performance.now()));
  }
}
