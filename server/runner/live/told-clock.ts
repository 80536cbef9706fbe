/** How the time of a cluster goes, by the `Date` of its answers (RFC 9110, 6.6.1): its ages are told by its own clock, and so are ours. Pure. */
import { type EnvironmentTime, timeThere } from '../../../common/panel.ts';

/** The header has whole seconds, and an answer takes its time: less than this apart is as ours, in milliseconds. */
const same = 2_000;

export class ToldClock {
  #time: EnvironmentTime | null = null;

  /** null while it is as ours, and before anything was heard */
  get time(): EnvironmentTime | null {
    return this.#time;
  }

  /** Takes what an answer says as its date, and our time (Unix ms). */
  hear(date: string | undefined, now: number): void {
    // In the middle of the second that it names.
    const then = Date.parse(date ?? '') + 500;
    if (Number.isNaN(then) || Math.abs(timeThere(this.#time, now) - then) < same) return;
    this.#time = Math.abs(now - then) < same ? null : { from: now, then, rate: 1 };
  }
}
