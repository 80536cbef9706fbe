/** A token bucket for each key: `burst` at once, then one every `everyMs`. Full buckets are forgotten. */
import type { Clock } from '../clock.ts';

/** Most keys remembered at once; beyond it everybody shares one bucket, so that memory stays bounded. */
const mostKeys = 10_000;

export class RateLimit {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #everyMs: number;
  /** key → when its bucket will be full again */
  readonly #fullAt = new Map<string, number>();

  constructor(clock: Clock, burst: number, everyMs: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#everyMs = everyMs;
  }

  /** Takes a key; tells whether it may go on, and counts it if so. */
  take(key: string): boolean {
    const now = this.#clock.now();
    if (this.#fullAt.size >= mostKeys) this.#sweep(now);
    const bucket = this.#fullAt.size >= mostKeys && !this.#fullAt.has(key) ? '' : key;
    const most = this.#burst * this.#everyMs;
    const known = this.#fullAt.get(bucket) ?? now;
    // No bucket is emptier than empty: the clock was set back, and what was known by it is forgotten.
    const fullAt = (known > now + most ? now : Math.max(known, now)) + this.#everyMs;
    if (fullAt - now > most) return false;
    this.#fullAt.set(bucket, fullAt);
    return true;
  }

  #sweep(now: number): void {
    for (const [key, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(key);
  }
}
