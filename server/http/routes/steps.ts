/** A step as it is deployed: what the CLI needs to know before it can ask to run it. */
import type { Request, Response } from 'express';
import type { AppDeps } from '../app.ts';
import { findRunbook, findStep } from '../../runs/plan.ts';

/** Answers a step's digest, whether it is interactive, and the parameters it takes. */
export async function readStep({ catalog }: AppDeps, request: Request, response: Response): Promise<void> {
  const runbook = findRunbook(catalog.require(), String(request.params.runbook));
  const step = findStep(runbook, String(request.params.step));
  response.json({
    step: {
      runbook: runbook.id, id: step.id, title: step.title, digest: step.digest,
      interactive: step.kind === 'runnable' && step.interactive, parameters: step.parameters,
    },
  });
  await Promise.resolve();
}
