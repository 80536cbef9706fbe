/**
 * All worlds of this process. A world is opened when somebody first asks for it; whoever asks meanwhile gets the same one.
 * Opening, resetting, and taking or putting back a snapshot of the same world happen one after the other.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Snapshot } from '../../common/practice.ts';
import { HandrailError } from '../../common/errors.ts';
import { removeTree } from '../sandbox/remove-tree.ts';
import type { Snapshots } from './snapshots.ts';
import type { World } from './world.ts';

export interface WorldsOptions {
  /** opens the world with this id, as it was or new */
  open: (id: string) => Promise<World>;
  /** folder of the world with this id */
  folderOf: (id: string) => string;
  /** folder beside the worlds for what is to be removed */
  gone: string;
  snapshots: Pick<Snapshots, 'list' | 'requireRoom' | 'save' | 'restore' | 'remove' | 'find'>;
}

/** Tells whether something can be a world's id, which is also the name of a folder. */
export function isWorldId(id: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(id);
}

export class Worlds {
  readonly #options: WorldsOptions;
  readonly #open = new Map<string, Promise<World>>();
  /** what was last asked of each world, done or under way */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #removing = new Set<Promise<void>>();
  #closing = false;

  constructor(options: WorldsOptions) {
    this.#options = options;
  }

  /** Gives the world with this id, opening it when it is not. Throws what opening throws; the next call tries again. */
  ensure(id: string): Promise<World> {
    if (this.#closing) return Promise.reject(new Error('the practice process is ending'));
    const open = this.#open.get(id);
    if (open !== undefined) return open;
    const opening = this.#inTurn(id, () => this.#options.open(id));
    this.#open.set(id, opening);
    opening.catch(() => {
      if (this.#open.get(id) === opening) this.#open.delete(id);
    });
    return opening;
  }

  /** Ends the world's pods and forgets everything of it but its snapshots. The next `ensure` makes a new one. */
  reset(id: string): Promise<void> {
    const open = this.#open.get(id);
    this.#open.delete(id);
    return this.#inTurn(id, async () => {
      const world = await open?.catch(() => undefined);
      await world?.discard();
      this.#remove(this.#options.folderOf(id));
    });
  }

  snapshots(id: string): Snapshot[] {
    return this.#options.snapshots.list(id);
  }

  /** Takes a name; keeps a copy of the world as it is, which rests meanwhile and goes on. Throws `practice-refused`. */
  async save(id: string, name: string): Promise<Snapshot> {
    const { snapshots } = this.#options;
    const world = await this.ensure(id);
    const opened = this.#open.get(id);
    return await this.#inTurn(id, async () => {
      // Only looked at: what has been opened since waits for this turn to end.
      if (opened === undefined || this.#open.get(id) !== opened) throw refused('The practice world was reset meanwhile. Ask again.');
      snapshots.requireRoom(id, name);
      if (world.scenarios.busy) throw refused('A scenario of this world is just being started or checked. Wait until that has ended.');
      return await world.rest(() => snapshots.save(id, name));
    });
  }

  /** Takes the name of a snapshot; ends the world and puts it back to that. Throws `unknown-snapshot`. */
  async restore(id: string, name: string): Promise<void> {
    const { snapshots } = this.#options;
    snapshots.find(id, name);
    const open = this.#open.get(id);
    this.#open.delete(id);
    let awake: readonly string[] = [];
    await this.#inTurn(id, async () => {
      const world = await open?.catch(() => undefined);
      awake = world?.awake ?? [];
      // What cannot be put back is still there as it was.
      await world?.close();
      await snapshots.restore(id, name);
    }).finally(() => {
      // Whoever was told the world's socket finds it there again, and what was awake goes on.
      if (!this.#closing) this.ensure(id).then((world) => world.wake(awake)).catch(() => undefined);
    });
  }

  /** Takes the name of a snapshot; forgets it. Throws `unknown-snapshot`. */
  async forget(id: string, name: string): Promise<void> {
    await this.#inTurn(id, () => this.#options.snapshots.remove(id, name));
  }

  /** Saves and ends all worlds, as they are. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled(this.#turns.values());
    await Promise.allSettled([...this.#open.values()].map(async (world) => (await world).close()));
    await Promise.allSettled(this.#removing);
  }

  /** Out of sight at once, and cleared away while nobody waits. */
  #remove(folder: string): void {
    const gone = join(this.#options.gone, randomUUID());
    mkdirSync(dirname(gone), { recursive: true, mode: 0o700 });
    try {
      renameSync(folder, gone);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    const removing: Promise<void> = removeTree(gone).catch(() => undefined).finally(() => this.#removing.delete(removing));
    this.#removing.add(removing);
  }

  #inTurn<T>(id: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).catch(() => undefined).then(act);
    this.#turns.set(id, turn);
    const done = (): void => {
      if (this.#turns.get(id) === turn) this.#turns.delete(id);
    };
    turn.then(done, done);
    return turn;
  }
}

function refused(why: string): HandrailError {
  return new HandrailError('practice-refused', { why });
}
