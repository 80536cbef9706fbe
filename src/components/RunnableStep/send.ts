/** Sends what the page has of a step to the server to be run. Fetched at the first Run. */
import { requestFor, requests, type Wanted } from '../../client/approvals.ts';
import { start } from '../../client/run-actions.ts';
import { readinessOf } from '../../client/readiness.ts';
import { settle } from '../../client/run-store.ts';
import { loadSession } from '../../client/session.ts';
import { sizeFor } from '../Terminal/size.ts';
import type { StepData } from './step-data.ts';
import { type StepNow, whereOf } from './use-step.ts';

export { stop } from '../../client/run-actions.ts';

/** What the person answered on the way. */
export interface Answers {
  confirm?: string;
  reason?: string;
}

/** What others have approved of just this, so that it can be used. */
function approvedFor(wanted: Wanted): { approval?: string } {
  const found = requestFor(requests.get(), wanted);
  return found !== null && found.isForThis && found.request.state === 'approved' ? { approval: found.request.id } : {};
}

/** Takes a step, what it knows, its element and what was answered; runs it, or leaves why not with the step. */
export async function send(step: StepData, now: StepNow, box: HTMLElement | null, answers: Answers): Promise<void> {
  const readiness = readinessOf({ session: await loadSession(), ...whereOf(step, now.page, now.state) });
  if (!readiness.may) {
    settle(now.key, { code: 'denied', message: readiness.why, details: {} });
    return;
  }
  const interactive = step.kind === 'runnable' && step.interactive;
  const size = box === null ? { cols: 100, rows: 24 } : sizeFor(box, interactive);
  const { runbook, id, digest } = step;
  const wanted = { runbook, step: id, digest, environment: now.state.environment, parameters: now.values };
  const walk = now.walk === null ? {} : { walkthrough: now.walk.id };
  // What was filled in a moment ago is the walkthrough's before it is run with.
  if (now.walk !== null) await (await import('../../client/walk-page.ts')).sendValues();
  await start({ ...wanted, size, ...answers, ...approvedFor(wanted), ...walk });
}
