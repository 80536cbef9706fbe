/**
 * A context that is opened when somebody first needs it, put to sleep (saved, its pods ended with grace) when nobody has for
 * a while, and brought back as it was. Opening and closing follow one another.
 */
import type { Context } from './context.ts';

export interface Use {
  context: Context;
  /** Say that it is needed no more, once or more often. */
  release(): void;
}

export class LazyContext {
  readonly #open: () => Promise<Context>;
  readonly #now: () => number;
  #opened: Promise<Context> | null = null;
  /** the same, once it is there */
  #awake: Context | null = null;
  /** closing that is under way */
  #closing: Promise<void> = Promise.resolve();
  #users = 0;
  #lastUse = 0;

  /** Takes what opens it, and the machine's time in milliseconds. */
  constructor(open: () => Promise<Context>, now: () => number = Date.now) {
    this.#open = open;
    this.#now = now;
  }

  /** Gives the context, awake, for as long as it is not released. Throws what opening throws; the next call tries again. */
  async use(): Promise<Use> {
    this.#users += 1;
    let used = true;
    const release = (): void => {
      if (!used) return;
      used = false;
      this.#users -= 1;
      this.#lastUse = this.#now();
    };
    try {
      return { context: await this.#ensure(), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** The context when it is awake; asking does not wake it. */
  get awake(): Context | null {
    return this.#awake;
  }

  get users(): number {
    return this.#users;
  }

  /** For how many milliseconds nobody has used it; 0 while somebody does, and while it sleeps. */
  get idle(): number {
    return this.#awake === null || this.#users > 0 ? 0 : this.#now() - this.#lastUse;
  }

  /** Saves it and ends its pods; whoever needs it meanwhile waits and gets it anew. Throws when it cannot be saved. */
  sleep(): Promise<void> {
    return this.#end('close');
  }

  /** Ends its pods at once and saves nothing. */
  discard(): Promise<void> {
    return this.#end('discard');
  }

  #end(how: 'close' | 'discard'): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened === null) return this.#closing;
    this.#closing = opened.then((context) => {
      this.#awake = null;
      return context[how]();
    }, () => undefined);
    return this.#closing;
  }

  #ensure(): Promise<Context> {
    if (this.#opened !== null) return this.#opened;
    const opened = this.#closing.catch(() => undefined).then(this.#open);
    this.#opened = opened;
    opened.then((context) => {
      if (this.#opened === opened) this.#awake = context;
    }, () => {
      if (this.#opened === opened) this.#opened = null;
    });
    return opened;
  }
}
