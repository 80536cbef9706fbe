/** What Slack sends us, signed; and what people announce. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { longestAnnouncement } from '../../../common/catalog/mdx/announce.ts';
import { HandrailError } from '../../../common/errors.ts';
import { parse } from '../../runs/request.ts';
import { readEvent } from '../../slack/events.ts';
import { forgeryIn } from '../../slack/signature.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';
import { rateKey } from '../proxy.ts';

/** An event with as many links as a message can have, in bytes. */
export const largestEvent = 128 * 1024;

const name = z.string().min(1).max(200);
const place = { runbook: name, step: name, environment: name };
const placeQuery = z.strictObject(place);
const sendBody = z.strictObject({ ...place, digest: z.string().max(200), channel: z.string().max(100), text: z.string().max(2 * longestAnnouncement) });
const idempotencyKey = z.string('send the header Idempotency-Key with a new UUID for each announcement').regex(/^[\w-]{8,64}$/, 'the Idempotency-Key must be a UUID');

/** Takes an event of Slack's; answers at once, and shows what it asks for after. The same event again is answered alike and done once. */
export async function takeSlackEvent({ chat, proxies, providerLimit, clock, log }: AppDeps, request: Request, response: Response): Promise<void> {
  if (chat.signingSecret === null || chat.unfurling === null) throw new HandrailError('not-found', { path: request.path });
  if (!providerLimit.take(rateKey(proxies, request))) throw new HandrailError('too-fast');
  const body: unknown = request.body;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const why = forgeryIn(chat.signingSecret, request.headers, bytes, clock.now());
  if (why !== null) {
    log.warn({ why }, 'something came that Slack did not sign');
    throw new HandrailError('slack-unsigned');
  }
  const event = readEvent(bytes.toString('utf8'));
  if (event === null) throw new HandrailError('bad-message', { why: 'it is no JSON.' });
  if (event.kind === 'misread') log.warn({ why: event.why }, 'an event of Slack’s was not understood, so its links show no cards');
  if (event.kind === 'links') await chat.unfurling.receive(event);
  response.json(event.kind === 'verification' ? { challenge: event.challenge } : {});
}

/** Answers how a step can be announced from here. */
export async function readAnnouncement({ chat }: AppDeps, request: Request, response: Response): Promise<void> {
  response.json(await chat.announcing.offer(principalOf(response), parse(placeQuery, { ...request.query })));
}

/** Announces a step, as the person left its text. */
export async function announce({ chat }: AppDeps, request: Request, response: Response): Promise<void> {
  const key = parse(idempotencyKey, request.headers['idempotency-key']);
  response.json({ announced: await chat.announcing.send(principalOf(response), parse(sendBody, request.body), key) });
}
