/**
 * The contexts of one world: each opened when it is first needed and put to sleep when idle. For a snapshot the whole world
 * rests: everything is saved and asleep, and whoever needs something waits.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../sandbox/remove-tree.ts';
import type { WorldClock } from './clock.ts';
import type { Cluster } from './cluster/cluster.ts';
import { openContext } from './context.ts';
import { LazyContext, type Use } from './lazy-context.ts';
import type { WorldParts } from './parts.ts';
import type { ContextSeed } from './seed/contexts.ts';

export interface WorldContextsOptions {
  seeds: readonly ContextSeed[];
  folder: string;
  /** beginning of the names of short folders for the sockets of pods */
  sockets: string;
  clock: WorldClock;
  parts: Pick<WorldParts, 'ground' | 'log'>;
}

/** A world that is to rest lets what is under way end by itself for this long, in milliseconds. */
const patience = 1000;

export class WorldContexts {
  /** what sites and operators work with */
  readonly parts: WorldParts;
  readonly #contexts = new Map<string, LazyContext>();
  readonly #socketFolders: readonly string[];
  #resting: Promise<void> | null = null;
  #visitors = 0;

  /** Takes the seeds and where everything lives; opens nothing. */
  constructor({ seeds, folder, sockets, clock, parts }: WorldContextsOptions) {
    this.parts = {
      ...parts, folder, clock,
      cluster: async (name) => await this.#briefly(name, ({ cluster }) => cluster),
      reach: async (name, namespace, service, port) => await this.#briefly(name, (context) => context.reach(namespace, service, port)),
    };
    const world = { time: join(folder, 'time'), shared: join(folder, 'shared') };
    this.#socketFolders = seeds.map((_, index) => `${sockets}.${index}`);
    seeds.forEach((seed, index) => {
      const place = { folder: join(folder, 'clusters', seed.name), sockets: `${sockets}.${index}` };
      this.#contexts.set(seed.name, new LazyContext(() => openContext({ seed, ...place, world, parts: this.parts })));
    });
  }

  has(name: string): boolean {
    return this.#contexts.has(name);
  }

  /** Takes a context's name; gives it, awake until it is released. Waits while the world rests. Throws when there is none, or it cannot be opened. */
  async use(name: string): Promise<Use> {
    while (this.#resting !== null) await this.#resting;
    const context = this.#contexts.get(name);
    if (context === undefined) throw new Error(`there is no context ${name} in this world`);
    return await context.use();
  }

  /** For who works with the world's files beside the contexts. Waits while the world rests; gives what to call when the work is done. */
  async enter(): Promise<() => void> {
    while (this.#resting !== null) await this.#resting;
    this.#visitors += 1;
    let inside = true;
    return () => {
      if (inside) this.#visitors -= 1;
      inside = false;
    };
  }

  /** The contexts by name; those asleep without a cluster. */
  glance(): { name: string; cluster: Cluster | null }[] {
    return Array.from(this.#contexts, ([name, context]) => ({ name, cluster: context.awake?.cluster ?? null }));
  }

  /** Names of the contexts that are awake. */
  get awake(): string[] {
    return Array.from(this.#contexts).filter(([, context]) => context.awake !== null).map(([name]) => name);
  }

  /** Names of the contexts that have ever been opened in this world. */
  get known(): string[] {
    const { folder } = this.parts;
    return Array.from(this.#contexts).filter(([name, { awake }]) => awake !== null || existsSync(join(folder, 'clusters', name, 'state.json'))).map(([name]) => name);
  }

  /** Takes names of contexts; resolves when they are awake. One that cannot be opened is told in the log, and keeps nobody waiting. */
  async wake(names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => this.#briefly(name, () => undefined).catch((error: unknown) => {
      this.parts.log.error({ err: error, context: name }, 'a context cannot be opened');
    })));
  }

  /** Takes milliseconds; puts to sleep what nobody has used for so long. Throws what could not be saved. */
  async sleepIdle(longerThan: number): Promise<void> {
    await all([...this.#contexts.values()].filter(({ idle }) => idle > longerThan).map((context) => context.sleep()));
  }

  /** Takes what to do while everything is saved and asleep; nobody wakes anything meanwhile. What was awake wakes again afterwards, while nobody waits. */
  async rest<T>(act: () => Promise<T>): Promise<T> {
    while (this.#resting !== null) await this.#resting;
    const { awake } = this;
    let wake: () => void = () => undefined;
    this.#resting = new Promise((resolve) => {
      wake = () => {
        this.#resting = null;
        resolve();
      };
    });
    try {
      const until = Date.now() + patience;
      while (Date.now() < until && this.#busy) await new Promise((resolve) => setTimeout(resolve, 10));
      await all(Array.from(this.#contexts.values(), (context) => context.sleep()));
      return await act();
    } finally {
      wake();
      void this.wake(awake);
    }
  }

  /** Ends everything: saved, or at once and without saving. */
  async end(how: 'sleep' | 'discard'): Promise<void> {
    try {
      await all(Array.from(this.#contexts.values(), (context) => context[how]()));
    } finally {
      // Pods may have left any number of files there.
      await all(this.#socketFolders.map((folder) => removeTree(folder)));
    }
  }

  get #busy(): boolean {
    return this.#visitors > 0 || [...this.#contexts.values()].some(({ users }) => users > 0);
  }

  async #briefly<T>(name: string, act: (context: Use['context']) => T): Promise<T> {
    const { context, release } = await this.use(name);
    try {
      return act(context);
    } finally {
      release();
    }
  }
}

/** Waits for all, also when one fails; throws the first failure. */
async function all(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
