/**
 * For how long the practice process lives: as long as somebody needs it. Whoever started it holds its standard input; every
 * runner holds a lease, which is a request that stays unanswered. Both close by themselves when a process dies.
 */
import type { ServerResponse } from 'node:http';

export class Leases {
  readonly #whenNone: () => void;
  readonly #held = new Set<object>();

  /** Takes what to do when the last one is gone. */
  constructor(whenNone: () => void) {
    this.#whenNone = whenNone;
  }

  get count(): number {
    return this.#held.size;
  }

  /** Takes somebody; gives what lets them go again. */
  take(): () => void {
    const lease = {};
    this.#held.add(lease);
    return () => {
      if (this.#held.delete(lease) && this.#held.size === 0) this.#whenNone();
    };
  }

  /** Takes the answer to a request for a lease; begins it, and holds it until whoever asked is gone. */
  hold(response: ServerResponse): void {
    const release = this.take();
    response.on('error', () => undefined);
    response.once('close', release);
    response.writeHead(200).flushHeaders();
  }
}
