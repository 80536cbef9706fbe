/** A clock that stands still until it is moved, for tests of who waits for what. */
import type { Clock } from '../clock.ts';

export interface ManualClock extends Clock {
  /** Moves on by so many milliseconds, calling back who waited, in order; lets promises settle between. */
  advance(milliseconds: number): Promise<void>;
}

/** Takes when it begins, in unix milliseconds; gives the clock. */
export function manualClock(begin: number): ManualClock {
  let now = begin;
  const waiting = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    after(milliseconds, callback) {
      const one = { at: now + milliseconds, callback };
      waiting.add(one);
      return () => { waiting.delete(one); };
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        await new Promise((resolve) => { setImmediate(resolve); });
        const [next] = [...waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        waiting.delete(next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
    },
  };
}
