/**
 * What a controller is, and the loop that runs them. A controller is told which objects changed, by keys of its own
 * choosing, and puts right what is not as it should be. It runs synchronously over storage, one key at a time.
 */
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Kubelet, RunningPod } from '../kubelet.ts';
import type { Objects } from '../objects.ts';
import type { Recorder } from '../recorder.ts';
import type { Change, Storage } from '../storage.ts';

/** What every controller works with. */
export interface ControllerContext {
  storage: Storage;
  objects: Objects;
  recorder: Recorder;
  clock: Clock;
  ids: Ids;
  kubelet: Kubelet;
  /** what runs of a pod, by its uid */
  running: (uid: string) => RunningPod | null;
  /** something failed that nobody waits for */
  onError: (error: unknown, where: string) => void;
}

export interface Controller {
  readonly name: string;
  /** Takes a change; gives the keys of what it may concern. */
  keys(change: Change): string[];
  /** Puts one thing right; may give after how many milliseconds to look again. */
  reconcile(key: string): number | undefined;
  close?(): void;
}

/** Waits after a failed reconcile: doubling, as work queues do. */
const firstRetry = 100;
const lastRetry = 60_000;
/** For how many milliseconds keys are worked on before requests get a turn: beginning one pod takes some of them. */
const turn = 5;

export class ControllerLoop {
  readonly #controllers: readonly Controller[];
  readonly #context: ControllerContext;
  /** keys to work on, each once, in the order they came */
  readonly #queue = new Map<string, { controller: Controller; key: string }>();
  readonly #timers = new Map<string, () => void>();
  readonly #failures = new Map<string, number>();
  readonly #unsubscribe: () => void;
  #scheduled: NodeJS.Immediate | null = null;
  #closed = false;

  constructor(controllers: readonly Controller[], context: ControllerContext) {
    this.#controllers = controllers;
    this.#context = context;
    this.#unsubscribe = context.storage.onChange((change) => { this.#consider(change); });
    for (const { resource, object } of context.storage.everything()) {
      this.#consider({ version: 0, type: 'ADDED', resource, object });
    }
  }

  #consider(change: Change): void {
    for (const controller of this.#controllers) {
      for (const key of controller.keys(change)) this.#add(controller, key);
    }
  }

  #add(controller: Controller, key: string): void {
    if (this.#closed) return;
    this.#queue.set(`${controller.name} ${key}`, { controller, key });
    this.#scheduled ??= setImmediate(() => { this.#work(); });
  }

  #work(): void {
    this.#scheduled = null;
    const until = performance.now() + turn;
    for (const [id, { controller, key }] of this.#queue) {
      if (performance.now() > until) break;
      this.#queue.delete(id);
      this.#reconcile(id, controller, key);
    }
    if (this.#queue.size > 0) this.#scheduled ??= setImmediate(() => { this.#work(); });
  }

  #reconcile(id: string, controller: Controller, key: string): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    let again: number | undefined;
    try {
      again = controller.reconcile(key);
      this.#failures.delete(id);
    } catch (error) {
      const failures = this.#failures.get(id) ?? 0;
      this.#failures.set(id, failures + 1);
      again = Math.min(firstRetry * 2 ** failures, lastRetry);
      this.#context.onError(error, id);
    }
    if (again === undefined || this.#closed) return;
    this.#timers.set(id, this.#context.clock.after(again, () => {
      this.#timers.delete(id);
      this.#add(controller, key);
    }));
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    if (this.#scheduled) clearImmediate(this.#scheduled);
    for (const cancel of this.#timers.values()) cancel();
    for (const controller of this.#controllers) controller.close?.();
  }
}

/** Takes `namespace/name`; gives both. */
export function splitKey(key: string): [namespace: string, name: string] {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}
