/** Beginning anew in one's own workspace. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { parse } from '../../runs/request.ts';
import { resetWorkspace } from '../../workspaces/reset.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const environmentBody = z.strictObject({ environment: z.string().max(200) });

/** Takes an environment; empties one's workspace there. */
export async function resetOwnWorkspace(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { environment } = parse(environmentBody, request.body);
  await resetWorkspace(deps, principalOf(response), environment);
  response.json({ ok: true });
}
