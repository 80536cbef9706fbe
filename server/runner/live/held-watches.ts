/** The server's side of the watches at its runners: each is asked for again when the runner that had it is gone. */
import { HandrailError } from '../../../common/errors.ts';
import type { PanelState } from '../../../common/panel.ts';
import type { Link } from '../wire/link.ts';
import type { WatchRequest } from './watch-request.ts';

/** Who is told of a watch. */
export interface WatchListener {
  tell(state: PanelState): void;
  /** No more comes, because of this. */
  end(why: HandrailError): void;
}

interface Held {
  request: WatchRequest;
  listener: WatchListener;
  link: Link | null;
}

export class HeldWatches {
  readonly #current: () => Promise<Link>;
  readonly #held = new Map<number, Held>();
  #next = 1;

  /** Takes what gives the runner that takes what is new. */
  constructor(current: () => Promise<Link>) {
    this.#current = current;
  }

  /** Takes what to watch and who is told; gives what ends it. Throws `panel-refused`, `runner-away`, `runner-older`. */
  async open(request: WatchRequest, listener: WatchListener): Promise<() => void> {
    const number = this.#next++;
    this.#held.set(number, { request, listener, link: null });
    try {
      await this.#ask(number);
    } catch (error) {
      this.#held.delete(number);
      throw error;
    }
    return () => {
      const held = this.#held.get(number);
      if (this.#held.delete(number)) held?.link?.tell('unwatch', { watch: number });
    };
  }

  hear({ watch, state }: { watch: number; state: PanelState }): void {
    this.#held.get(watch)?.listener.tell(state);
  }

  /** After a connection was lost: whatever hung on it is asked for at the runner that is there now. */
  resume(): void {
    for (const [number, held] of this.#held) {
      if (held.link?.isGone !== true) continue;
      this.#ask(number).catch((error: unknown) => {
        // When that runner is gone too, this comes again.
        if (!(error instanceof HandrailError) || error.code === 'runner-away' || !this.#held.delete(number)) return;
        held.listener.end(error);
      });
    }
  }

  clear(): void {
    this.#held.clear();
  }

  async #ask(number: number): Promise<void> {
    const held = this.#held.get(number);
    if (held === undefined) return;
    const link = await this.#current();
    held.link = link;
    await link.request('watch', { watch: number, ...held.request });
    // Nobody wanted it any more by the time it was there.
    if (!this.#held.has(number)) link.tell('unwatch', { watch: number });
  }
}
