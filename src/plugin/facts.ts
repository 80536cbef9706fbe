/** Makes what a runbook's page carries of its freshness. */
import type { Runbook } from '../../common/catalog/runbook.ts';
import { reviewOf } from '../../common/review.ts';
import { standingOf, triedSteps } from '../../common/standing.ts';
import type { Tested } from '../../common/tested.ts';
import { pack, type Packed, type PageFacts } from '../../common/page-facts.ts';

/** Takes a runbook, the test's results (null when there are none) and the time of the build; gives what its page carries. */
export function pageFacts(runbook: Runbook, tested: Tested | null, builtAt: number): PageFacts {
  const tried = triedSteps(runbook, tested);
  const { coverage, gaps, reviewed, reviewEvery } = standingOf(runbook, tried);
  // Slugs come from headings, so one may be called `__proto__`: a map takes it as it is.
  const procedures = new Map<string, Record<string, Packed>>();
  for (const { id, procedure, kind } of runbook.steps) {
    const found = tried.get(id) ?? null;
    if (kind === 'manual' && (found === null || found.outcome === 'skipped')) continue;
    procedures.set(procedure, { ...procedures.get(procedure), [id]: pack(found) });
  }
  return {
    coverage, gaps, reviewed, reviewEvery, overdue: reviewOf(reviewed, reviewEvery, builtAt).state === 'due', procedures: Object.fromEntries(procedures),
  };
}
