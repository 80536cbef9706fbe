/**
 * The objects of one kind in one place, as they are now: listed, then watched from where the list stood, and again from the
 * last event when the watch ends, as it does every minute. What is kept of an object is its row. A place with too many is
 * shown in part. https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesReader } from './kubernetes-reader.ts';
import { ReadProblem } from './read-problem.ts';
import { type Json, listIn, objectIn, textIn } from './rows/told.ts';
import { eventsIn } from './watch-stream.ts';

export interface ObjectsAsked<Row> {
  /** of the collection: `/api/v1/namespaces/default/pods` */
  path: string;
  /** label and field selectors, as query parameters */
  selectors: Readonly<Record<string, string>>;
  rowOf(object: Json): Row;
}

export interface ObjectsTold<Row> {
  /** Takes the rows by uid, as they now are, and whether there are more than are kept. */
  rows(rows: ReadonlyMap<string, Row>, more: boolean): void;
  /** It is seen as it is now; or is not, because of this. */
  seen(problem: ReadProblem | null): void;
}

export interface Timing {
  /** before it is asked again after so many failures in a row, in milliseconds */
  backoffMs(failed: number): number;
}

/** More than a panel could show; events of a busy namespace are many. */
const mostRows = 500;
const pageSize = 100;
/** A connection that died without a word is noticed by then: the API ends a watch itself, and so it is asked anew. */
const watchSeconds = 60;
const silentMs = (watchSeconds + 15) * 1_000;
/** What no longer holds has to be listed anew: the version asked for is too old (410, `Expired`). */
const expired = 410;
const longestWaitMs = 30_000;
/** A watch that held so long was one. */
const steadyMs = 5_000;
/** Refused is refused: asking again soon would only fill records. */
const refusedWaitMs = 30_000;

export const usualTiming: Timing = {
  backoffMs: (failed) => Math.min(longestWaitMs, 500 * 2 ** Math.min(failed, 10)) * (0.5 + Math.random() / 2),
};

/** Takes what gives whom to ask, what for, who is told and the timing; begins at once. Gives what ends it. */
export function watchObjects<Row>(reader: () => Promise<KubernetesReader>, asked: ObjectsAsked<Row>, told: ObjectsTold<Row>, timing: Timing = usualTiming): () => void {
  const ending = new AbortController();
  void new ObjectWatch(reader, asked, told, timing, ending.signal).run();
  return () => { ending.abort(); };
}

class ObjectWatch<Row> {
  readonly #reader: () => Promise<KubernetesReader>;
  readonly #asked: ObjectsAsked<Row>;
  readonly #told: ObjectsTold<Row>;
  readonly #timing: Timing;
  readonly #ending: AbortSignal;
  readonly #rows = new Map<string, Row>();
  #more = false;
  #version = '';

  constructor(reader: () => Promise<KubernetesReader>, asked: ObjectsAsked<Row>, told: ObjectsTold<Row>, timing: Timing, ending: AbortSignal) {
    this.#reader = reader;
    this.#asked = asked;
    this.#told = told;
    this.#timing = timing;
    this.#ending = ending;
  }

  /** Goes on until it is ended. Never throws. */
  async run(): Promise<void> {
    for (let failed = 0; !this.#ending.aborted;) {
      const began = performance.now();
      const problem = await this.#once();
      if (this.#ending.aborted) return;
      const isSteady = performance.now() - began > steadyMs;
      // An API that ends each watch at once, or forgets at once what it listed, is not asked without a pause.
      if (isSteady) failed = 0;
      if (problem === null && isSteady) continue;
      if (problem !== null) this.#version = '';
      if (problem !== null && (problem.status !== expired || failed > 0)) this.#told.seen(problem);
      failed += 1;
      const isRefused = problem !== null && problem.status >= 400 && problem.status < 500 && problem.status !== expired;
      await pause(isRefused ? refusedWaitMs : this.#timing.backoffMs(failed), undefined, { signal: this.#ending }).catch(() => undefined);
    }
  }

  /** Lists when it has to, and watches until that ends; gives why it could not, null when it ended as watches do. */
  async #once(): Promise<ReadProblem | null> {
    try {
      if (this.#version === '') await this.#list();
      await this.#watch();
      return null;
    } catch (error) {
      return error instanceof ReadProblem ? error : new ReadProblem('What the Kubernetes API answered could not be read.');
    }
  }

  async #list(): Promise<void> {
    const reader = await this.#reader();
    const rows = new Map<string, Row>();
    let next = '';
    let version = '';
    do {
      const list = objectIn(await reader.get(this.#path({ limit: String(pageSize), ...(next === '' ? {} : { continue: next }) })));
      const metadata = objectIn(list['metadata']);
      for (const item of listIn(list['items'])) this.#keep(rows, objectIn(item));
      next = typeof metadata['continue'] === 'string' ? metadata['continue'] : '';
      version = textIn(metadata['resourceVersion']);
    } while (next !== '' && rows.size < mostRows && !this.#ending.aborted);
    if (this.#ending.aborted) return;
    if (version === '') throw new ReadProblem('The Kubernetes API listed without saying as of when.');
    this.#rows.clear();
    for (const [uid, row] of rows) this.#rows.set(uid, row);
    this.#more = next !== '' || rows.size > mostRows;
    this.#version = version;
    this.#told.rows(this.#rows, this.#more);
  }

  async #watch(): Promise<void> {
    const stream = await (await this.#reader()).stream(this.#path({ watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: String(watchSeconds), resourceVersion: this.#version }));
    const end = (): void => { stream.destroy(); };
    if (this.#ending.aborted) return end();
    this.#ending.addEventListener('abort', end, { once: true });
    this.#told.seen(null);
    try {
      for await (const { type, object } of eventsIn(stream, silentMs)) this.#hear(type, objectIn(object));
    } finally {
      this.#ending.removeEventListener('abort', end);
    }
  }

  #hear(type: string, object: Json): void {
    if (type === 'ERROR') throw new ReadProblem(textIn(object['message'], 500) || 'The Kubernetes API ended the watch.', typeof object['code'] === 'number' ? object['code'] : 500);
    const metadata = objectIn(object['metadata']);
    this.#version = textIn(metadata['resourceVersion']) || this.#version;
    if (type === 'BOOKMARK') {
      this.#told.seen(null);
      return;
    }
    if (type === 'DELETED') this.#rows.delete(textIn(metadata['uid']));
    else if (type === 'ADDED' || type === 'MODIFIED') this.#keep(this.#rows, object);
    this.#told.rows(this.#rows, this.#more);
  }

  #keep(rows: Map<string, Row>, object: Json): void {
    const uid = textIn(objectIn(object['metadata'])['uid']);
    if (uid === '') return;
    if (rows.size < mostRows || rows.has(uid)) rows.set(uid, this.#asked.rowOf(object));
    else this.#more = true;
  }

  #path(query: Readonly<Record<string, string>>): string {
    return `${this.#asked.path}?${new URLSearchParams({ ...this.#asked.selectors, ...query }).toString()}`;
  }
}
