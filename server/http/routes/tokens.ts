/** One's own personal access tokens: made, shown once, and revoked. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { rights } from '../../../common/rights.ts';
import { mostDays, usualDays } from '../../auth/tokens.ts';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const tokenBody = z.strictObject({
  // Shown in lists and in terminals.
  name: z.string().trim().min(1).max(100).regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'must be plain text'),
  rights: z.array(z.enum(rights)).min(1).max(rights.length),
  environments: z.array(z.string().max(100).regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)).min(1).max(100).nullable().default(null),
  days: z.number().int().min(1).max(mostDays).default(usualDays),
});
const nothingBody = z.strictObject({});

/** Makes a token: the answer is the only time that it is seen. */
export async function makeToken(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const asked = parse(tokenBody, request.body);
  response.status(201).json(await deps.accounts.tokens.make(principalOf(response), asked));
}

/** Answers one's own tokens, the newest first. */
export async function listTokens(deps: AppDeps, _request: Request, response: Response): Promise<void> {
  response.json({ tokens: await deps.accounts.tokens.list(principalOf(response).person.id) });
}

/** Revokes a token of one's own; what it opened closes. */
export async function revokeToken(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  const { person } = principalOf(response);
  await deps.accounts.tokens.revoke(person.id, person.id, String(request.params.id));
  response.json({ ok: true });
}
