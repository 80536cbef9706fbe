/** A step as it is deployed: what the CLI needs to know before it can ask to run it. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { usualFrom, usualOf } from '../../../common/usual.ts';
import { parse } from '../../runs/request.ts';
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

const usualQuery = z.strictObject({ environment: z.string().max(200) });

/** Answers how long a step usually takes in an environment, whoever ran it. */
export async function readUsual({ catalog, store }: AppDeps, request: Request, response: Response): Promise<void> {
  const { environment } = parse(usualQuery, { ...request.query });
  const runbook = findRunbook(catalog.require(), String(request.params.runbook));
  const step = findStep(runbook, String(request.params.step));
  response.json({ usual: usualOf(await store.durations.of({ runbook: runbook.id, step: step.id, environment }, usualFrom)) });
}
