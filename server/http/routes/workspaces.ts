/** Beginning anew: one's own workspace, one's own practice world. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { parse } from '../../runs/request.ts';
import { resetPractice, resetWorkspace } from '../../workspaces/reset.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const environmentBody = z.strictObject({ environment: z.string().max(200) });
const nothingBody = z.strictObject({});

/** Takes an environment; empties one's workspace there. */
export async function resetOwnWorkspace(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { environment } = parse(environmentBody, request.body);
  await resetWorkspace(deps, principalOf(response), environment);
  response.json({ ok: true });
}

/** Puts one's practice world back to its beginning. */
export async function resetOwnPractice(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  await resetPractice(deps, principalOf(response));
  response.json({ ok: true });
}
