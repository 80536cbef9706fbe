/** What starting a run asks of walkthroughs, where it is started in one. */
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import type { Principal } from '../auth/principal.ts';
import type { Plan } from '../runs/plan.ts';
import type { Place } from '../store/resets.ts';

/** What of a start its entry keeps. */
export interface Entering {
  readonly walkthrough: string;
  readonly plan: Plan;
  readonly run: Run;
  /** where one was asked for */
  readonly reason: string;
  /** the server starts it, going on */
  readonly isGoingOn: boolean;
}

export interface RunWalkthroughs {
  /**
   * Takes who asks, a walkthrough, the plan, and the run where it has an id already; gives the steps that it needs and nobody has
   * done there. Throws what stands against it: `unknown-walkthrough`, `walkthrough-lead`, `-over`, `-other`, `-changed`, `-going`.
   */
  require(principal: Principal, walkthrough: string, plan: Plan, run: RunId | null): Promise<{ step: string; title: string }[]>;
  /**
   * Takes a start and what records that it is allowed; asks once more, records, and enters the run, shared, while nothing else is
   * done in that walkthrough. The same run again is only recorded. Throws as `require`, and what recording throws.
   */
  enter(principal: Principal, entering: Entering, record: () => Promise<void>): Promise<void>;
  /** Takes a run that was entered and that the runner would not have, and why; enters that too. */
  notTaken(walkthrough: string, run: Run, why: string): Promise<void>;
  /** Takes who began anew, and where: what they ran there before counts no more. */
  begunAnew(place: Place): Promise<void>;
}

/** Where there are none, as when runbooks are tried. */
export const noWalkthroughs: RunWalkthroughs = {
  require: (_principal, walkthrough) => Promise.reject(new HandrailError('unknown-walkthrough', { walkthrough })),
  enter: (_principal, { walkthrough }) => Promise.reject(new HandrailError('unknown-walkthrough', { walkthrough })),
  notTaken: () => Promise.resolve(),
  begunAnew: () => Promise.resolve(),
};
