/**
 * All worlds of this process. A world is opened when somebody first asks for it; whoever asks meanwhile gets the same one.
 * Opening and resetting the same world happen one after the other.
 */
import { removeTree } from '../sandbox/remove-tree.ts';
import type { World } from './world.ts';

export interface WorldsOptions {
  /** opens the world with this id, as it was or new */
  open: (id: string) => Promise<World>;
  /** folder of the world with this id */
  folderOf: (id: string) => string;
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

  /** Ends the world's pods and forgets everything of it. The next `ensure` makes a new one. */
  reset(id: string): Promise<void> {
    const open = this.#open.get(id);
    this.#open.delete(id);
    return this.#inTurn(id, async () => {
      const world = await open?.catch(() => undefined);
      await world?.discard();
      await removeTree(this.#options.folderOf(id));
    });
  }

  /** Saves and ends all worlds, as they are. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled(this.#turns.values());
    await Promise.allSettled([...this.#open.values()].map(async (world) => (await world).close()));
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
