/** How something that is over ended, in one word. Pure. */
import { type Ending, ranOf } from '../../common/freshness.ts';
import type { Run } from '../../common/run.ts';
import type { Outcome } from '../../common/subscription.ts';
import type { WalkState } from '../../common/walkthrough.ts';

/** Takes a run that has ended; gives how. */
export function runOutcome(run: Run): Ending {
  return ranOf(run, '', '').ending;
}

/** Takes a walkthrough that has ended; gives how. */
export function walkOutcome({ counts, next }: Pick<WalkState, 'counts' | 'next'>): Outcome {
  return next === null && counts.amiss === 0 ? 'finished' : 'unfinished';
}
