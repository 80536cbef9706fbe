/** Whether everybody who is logged in may watch one run: its owner says so, and can take it back. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';
import { runId } from './runs.ts';

const shareBody = z.strictObject({ shared: z.boolean() });

/** Answers the owner whether a run of theirs is shared, and the walkthrough that shares it, null where none does. */
export async function readShared({ register, store }: AppDeps, request: Request, response: Response): Promise<void> {
  const { id } = await register.own(principalOf(response), runId(request));
  response.json({ shared: await register.isShared(id), walkthrough: await store.walkthroughs.ofRun(id) });
}

/** Shares a run of one's own, or ends that. */
export async function shareRun({ register }: AppDeps, request: Request, response: Response): Promise<void> {
  const { shared } = parse(shareBody, request.body);
  await register.share(principalOf(response), runId(request), shared);
  response.json({ shared });
}
