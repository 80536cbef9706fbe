/** A clock that runs faster than the machine's, for tests of what takes its time. */
import { type Clock, systemClock } from '../clock.ts';

/** Takes how many times faster, and maybe when it begins (unix milliseconds); gives the clock. */
export function fastClock(rate: number, begin = Date.now()): Clock {
  const started = performance.now();
  return {
    now: () => Math.floor(begin + (performance.now() - started) * rate),
    after: (milliseconds, callback) => systemClock.after(milliseconds / rate, callback),
  };
}
