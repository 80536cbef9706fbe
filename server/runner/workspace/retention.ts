/**
 * How long the output of runs is kept: by its age, and by how much there is of an environment, the oldest going first. Records of
 * runs and the record of what was done are never removed. Pure.
 */
import type { Run } from '../../../common/run.ts';
import { isOver } from '../../../common/run-state.ts';
import { sizeSaid } from '../../config/size.ts';

export interface Kept {
  days: number;
  /** of an environment's output together; null keeps as much as there is */
  bytes: number | null;
}

/** Why an output is removed. */
export type Why = { days: number } | { bytes: number };

const dayMs = 24 * 3600 * 1000;

/** Takes when something was used last, now, and the days it is kept, all in Unix milliseconds but those; tells whether it is too old. A time to come is not. */
export function isTooOld(at: number, now: number, days: number): boolean {
  return Number.isFinite(at) && now - at > days * dayMs;
}

/** Goes through runs from the newest to the oldest, and says of each whether its output has to go. */
export class Retention {
  readonly #keptIn: (environment: string) => Kept;
  readonly #now: number;
  /** bytes of the runs looked at so far, by environment */
  readonly #bytes = new Map<string, number>();

  /** Takes what is kept in an environment, and the time in Unix milliseconds. */
  constructor(keptIn: (environment: string) => Kept, now: number) {
    this.#keptIn = keptIn;
    this.#now = now;
  }

  /** Takes the next older run that has output; gives why it has to go, or null. One that goes on counts, and stays. */
  look(run: Run): Why | null {
    const { days, bytes } = this.#keptIn(run.environment);
    const together = (this.#bytes.get(run.environment) ?? 0) + run.end;
    const isLate = isOver(run.state) && isTooOld(run.endedAt ?? run.queuedAt, this.#now, days);
    if (!isLate) this.#bytes.set(run.environment, together);
    if (isLate) return { days };
    return bytes !== null && isOver(run.state) && together > bytes ? { bytes } : null;
  }
}

/** Takes the record of a run whose output goes, why, and the time; gives the record to keep instead. */
export function withoutOutput(run: Run, why: Why, now: number): Run {
  if (run.outputRemovedAt !== undefined) return run;
  const note = 'days' in why ? `Its output was removed after ${why.days} ${why.days === 1 ? 'day' : 'days'}.`
    : `Its output was removed to make room: ${sizeSaid(why.bytes)} of output are kept in ${run.environment}.`;
  return { ...run, outputRemovedAt: now, note: run.note === '' ? note : `${run.note} ${note}` };
}
