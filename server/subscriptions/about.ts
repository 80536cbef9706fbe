/** What is known of a run or a walkthrough that somebody waits for. Pure. */
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { Outcome, Subject } from '../../common/subscription.ts';
import type { LoadedWalk } from '../walkthroughs/loaded.ts';
import { runOutcome, walkOutcome } from './outcome.ts';

export interface About {
  readonly runbook: string;
  readonly title: string;
  readonly environment: string;
  /** null while it goes on */
  readonly end: End | null;
}

export interface End {
  readonly outcome: Outcome;
  /** Unix milliseconds */
  readonly at: number;
}

/** Takes a run; gives what is told of it. */
export function aboutRun(run: Run): About {
  return { runbook: run.runbook, title: run.title || run.step, environment: run.environment, end: isOver(run.state) ? { outcome: runOutcome(run), at: run.endedAt ?? run.queuedAt } : null };
}

/** Takes a walkthrough as it stands; gives what is told of it. */
export function aboutWalk({ head, state }: LoadedWalk): About {
  return { runbook: head.runbook, title: head.title, environment: head.environment, end: state.ended === null ? null : { outcome: walkOutcome(state), at: state.ended.at } };
}

/** Takes what is waited for; gives how the record names it. */
export function named({ of, id }: Subject): { run: RunId } | { walkthrough: string } {
  return of === 'run' ? { run: id as RunId } : { walkthrough: id };
}
