/** How fresh the runbooks are. Who ran what stays theirs: a person is told of their own runs and that somebody made the others; of others’ practice nothing. */
import type { Request, Response } from 'express';
import { passHolds } from '../../../common/trust.ts';
import { freshnessOf, standings } from '../../freshness/freshness.ts';
import { findRunbook } from '../../runs/plan.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

/** Answers what is known of each step of a runbook. */
export async function readFreshness({ catalog, results, store }: AppDeps, request: Request, response: Response): Promise<void> {
  const runbook = findRunbook(catalog.require(), String(request.params.runbook));
  const tested = results.current();
  const person = principalOf(response).person.id;
  const last = await store.lastRuns.ofSteps(runbook.id, runbook.steps.map(({ id }) => id), person);
  response.json({
    testedAt: tested?.at ?? null, problem: results.problem(),
    steps: freshnessOf(runbook, tested, last, person),
  });
}

/** Answers how every runbook stands. */
export async function listFreshness({ catalog, results, store, clock }: AppDeps, _request: Request, response: Response): Promise<void> {
  const deployed = catalog.require();
  const tested = results.current();
  const person = principalOf(response).person.id;
  const ran = await store.lastRuns.ofRunbooks(deployed.runbooks.map(({ id }) => id), clock.now() - passHolds, person);
  response.json({
    testedAt: tested?.at ?? null, problem: results.problem(),
    runbooks: standings(deployed, tested, ran, person),
  });
}
