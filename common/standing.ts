/**
 * What is known of a runbook as a whole, from the catalog and the results of the test. Server and build make it alike;
 * the server adds what people ran.
 */
import { type Coverage, coverageOf } from './catalog/assertion.ts';
import type { BrokenRunbook, Runbook } from './catalog/runbook.ts';
import { type Ran, type Tally, tallyOf, type Tried, triedOf } from './freshness.ts';
import type { Tested } from './tested.ts';

/** What is known of a runbook as a whole. */
export interface Standing {
  id: string;
  title: string;
  service: string;
  owners: readonly string[];
  /** problems that keep it from compiling; it has no steps then */
  broken: number;
  reviewed: string | null;
  reviewEvery: number;
  coverage: Coverage;
  gaps: Gaps;
  tally: Tally;
  /** the last run by a person; null when there was none, or nobody could be asked */
  ran: Ran | null;
  /** the last run outside practice that did not end as expected, unless the same step was run well since */
  failed: Ran | null;
}

export interface Gaps {
  count: number;
  /** slug of the heading the first stands under; empty at the top of the page */
  first: string;
}

/** Takes a runbook and the test's results (null when there are none); gives what the test last found of each step, by id. */
export function triedSteps(runbook: Runbook, tested: Tested | null): Map<string, Tried | null> {
  const results = new Map(Object.entries(tested?.runbooks[runbook.id] ?? {}));
  return new Map(runbook.steps.map(({ id, digest }) => [id, triedOf(results.get(id) ?? [], digest)]));
}

/** Takes a runbook and what the test found of its steps; gives how it stands, without what people ran. */
export function standingOf(runbook: Runbook, tried: ReadonlyMap<string, Tried | null>): Standing {
  const { id, title, service, owners, reviewed, reviewEvery, gaps, steps } = runbook;
  return {
    id, title, service, owners, broken: 0, reviewed, reviewEvery, coverage: coverageOf(steps),
    gaps: { count: gaps.length, first: gaps[0]?.procedure ?? '' },
    tally: tallyOf(steps.map((step) => ({ id: step.id, byHand: step.kind === 'manual', tried: tried.get(step.id) ?? null }))),
    ran: null, failed: null,
  };
}

/** Takes a runbook that does not compile; gives how it stands. */
export function brokenStanding({ id, title, problems }: BrokenRunbook): Standing {
  return {
    id, title, service: '', owners: [], broken: problems, reviewed: null, reviewEvery: 0, coverage: { asserting: 0, steps: 0 },
    gaps: { count: 0, first: '' }, tally: tallyOf([]), ran: null, failed: null,
  };
}
