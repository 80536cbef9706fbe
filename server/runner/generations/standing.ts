/**
 * How a runner stands among the others of its data folder: how it comes after one of another build, and how it runs out
 * when one comes after it.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Run } from '../../../common/run.ts';
import type { Paths } from '../../config/paths.ts';
import type { Log } from '../../log.ts';
import { holdCurrent, type Lock, mostGenerations, type Place, placeOf, runnerSockets } from './generation.ts';
import { Link, type LinkListener } from '../wire/link.ts';
import type { Hello, RunnerEvent } from '../protocol.ts';
import type { Standing } from '../service.ts';

/** How long a runner that begins may take until it answers: it tests its sandbox first. Milliseconds. */
const patienceMs = 30_000;
const retryMs = 50;
const nobody: LinkListener = { event: () => undefined, output: () => undefined, gone: () => undefined };

/**
 * Takes where things are kept, our build, and whether we are ready to take over. Gives the lock of who takes new runs; or
 * `same` when a runner of our build does already; or, while we are not ready, `older` when one of another build does. A
 * ready one tells that one to drain. Throws when whoever holds the lock does not answer.
 */
export async function comeAfter(paths: Paths, build: string, isReady: boolean): Promise<Lock | 'same' | 'older'> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(retryMs)) {
    const lock = await holdCurrent(paths);
    if (lock !== null) return lock;
    for (const socket of runnerSockets(paths.runtime)) {
      const link = await Link.open(socket, nobody).catch(() => null);
      if (link === null) continue;
      try {
        const { draining, build: theirs, protocol } = link.hello;
        // One from before generations holds no lock and cannot drain: it is left alone.
        if (draining || protocol < 2) continue;
        if (theirs === build) return 'same';
        if (!isReady) return 'older';
        await link.request('drain', {}).catch(() => undefined);
      } finally {
        link.close();
      }
    }
  }
  throw new Error('Another runner is starting for this data folder, or hangs: it does not answer. `npx handrail status` tells its process.');
}

export interface StandingOptions {
  paths: Paths;
  place: Place;
  /** that we take new runs */
  lock: Lock;
  hello: Omit<Hello, 'draining'>;
  log: Log;
  /** runs going or waiting */
  going(): number;
  sweep(): Promise<Run[]>;
  tell(event: RunnerEvent): void;
  /** the last run of a draining runner has ended */
  end(): void;
}

const lookMs = 100;

export class OwnStanding implements Standing {
  readonly #options: StandingOptions;
  #isDraining = false;
  #sweeping: Promise<unknown> = Promise.resolve();

  constructor(options: StandingOptions) {
    this.#options = options;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  hello(): Hello {
    return { ...this.#options.hello, draining: this.#isDraining };
  }

  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    const { lock, log, going, tell, end } = this.#options;
    log.info({ runs: going() }, 'draining: no new run is taken, and the runner ends when the last one has');
    tell({ event: 'draining' });
    lock.release();
    const look = setInterval(() => {
      if (going() > 0) return;
      clearInterval(look);
      end();
    }, lookMs);
  }

  async sweep(): Promise<void> {
    // One after the other: whoever asks hears when all is done.
    const mine = this.#sweeping.then(() => this.#options.sweep()).then((lost) => {
      for (const run of lost) this.#options.tell({ event: 'run', run });
    });
    this.#sweeping = mine.catch(() => undefined);
    await mine;
  }

  /** Looks at the runners that live beside us; sweeps when one of them is gone. */
  watch(): void {
    const { paths, place } = this.#options;
    for (let generation = 1; generation <= mostGenerations; generation += 1) {
      if (generation !== place.generation) void this.#watch(placeOf(paths, generation));
    }
  }

  /** A connection to the name that a runner holds closes when it ends, however it does. */
  async #watch({ socket, generation }: Place): Promise<void> {
    const watched = connect(`\0${socket}`).unref();
    watched.on('error', () => undefined);
    if (!(await once(watched, 'connect').then(() => true, () => false))) return;
    watched.resume();
    watched.once('close', () => {
      this.#options.log.info({ generation }, 'a runner of another generation is gone');
      this.sweep().catch((error: unknown) => { this.#options.log.error({ err: error }, 'what it left could not be cleared away'); });
    });
  }
}
