/** Being told when a run or a walkthrough ends: asking for it, taking it back, and what one waits for. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const subject = { of: z.enum(['run', 'walkthrough']), id: z.string().min(1).max(100) };
const subscribeBody = z.strictObject({ ...subject, channel: z.string().max(30).optional() });
const takeBackBody = z.strictObject(subject);

/** Answers one's own: those that wait, and those that were told lately. */
export async function listSubscriptions({ chat }: AppDeps, _request: Request, response: Response): Promise<void> {
  response.json(await chat.subscriptions.list(principalOf(response)));
}

/** Waits for one more end. The same again changes the channel that is told. */
export async function subscribe({ chat }: AppDeps, request: Request, response: Response): Promise<void> {
  const { channel = '', ...asked } = parse(subscribeBody, request.body);
  response.json(await chat.subscriptions.subscribe(principalOf(response), { ...asked, channel }));
}

/** Waits for it no more, or has seen what was told. */
export async function takeBackSubscription({ chat }: AppDeps, request: Request, response: Response): Promise<void> {
  response.json(await chat.subscriptions.takeBack(principalOf(response), parse(takeBackBody, request.body)));
}
