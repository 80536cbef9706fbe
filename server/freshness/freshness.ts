/** How fresh runbooks are: the catalog, what the test found and what people ran, put together. Pure. */
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import { type Ran, ranOf, type StepFreshness } from '../../common/freshness.ts';
import type { Run } from '../../common/run.ts';
import type { RunNews } from '../store/last-runs.ts';
import { brokenStanding, type Standing, standingOf, triedSteps } from '../../common/standing.ts';
import type { Tested } from '../../common/tested.ts';

/** Takes a runbook, the test's results, the last run of each of its steps and who asks; gives the freshness of each step, by id. */
export function freshnessOf(runbook: Runbook, tested: Tested | null, last: readonly Run[], person: string): Record<string, StepFreshness> {
  const tried = triedSteps(runbook, tested);
  const ran = new Map(last.map((run) => [run.step, run]));
  return Object.fromEntries(runbook.steps.map(({ id }): [string, StepFreshness] => {
    return [id, { tried: tried.get(id) ?? null, ran: told(ran.get(id), runbook, person) }];
  }));
}

/** Takes the catalog, the test's results, what people ran and who asks; gives how every runbook stands. */
export function standings({ runbooks, broken = [] }: Catalog, tested: Tested | null, { last, failed }: RunNews, person: string): Standing[] {
  const [ran, bad] = [byRunbook(last), byRunbook(failed)];
  return [...broken.map(brokenStanding), ...runbooks.map((runbook) => ({
    ...standingOf(runbook, triedSteps(runbook, tested)),
    ran: told(ran.get(runbook.id), runbook, person),
    failed: told(bad.get(runbook.id), runbook, person),
  }))];
}

/** A run of a step that is no longer there has nowhere to be shown. */
function told(run: Run | undefined, { steps }: Runbook, person: string): Ran | null {
  const step = run && steps.find(({ id }) => id === run.step);
  return run && step ? ranOf(run, person, step.digest) : null;
}

function byRunbook(runs: readonly Run[]): Map<string, Run> {
  return new Map(runs.map((run) => [run.runbook, run]));
}
