/** The people here, for administrators: who they are, what they may do, and whether they may come in. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { PersonTold } from '../../../common/account.ts';
import { roles } from '../../../common/rights.ts';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const rolesBody = z.strictObject({ roles: z.array(z.enum(roles)).max(roles.length), sure: z.boolean().default(false) });
const sureBody = z.strictObject({ sure: z.boolean().default(false) });
const nothingBody = z.strictObject({});

/** Answers everybody. */
export async function listPeople({ store, clock }: AppDeps, _request: Request, response: Response): Promise<void> {
  const people: PersonTold[] = await store.persons.list(clock.now());
  response.json({ people });
}

/** Says which roles somebody has. */
export async function setRoles(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { roles: given, sure } = parse(rolesBody, request.body);
  response.json({ roles: await deps.accounts.people.setRoles(principalOf(response), String(request.params.id), given, sure) });
}

/** Logs somebody out everywhere, and lets them in no more. */
export async function disablePerson(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { sure } = parse(sureBody, request.body ?? {});
  await deps.accounts.people.disable(principalOf(response), String(request.params.id), sure);
  response.json({ ok: true });
}

/** Lets somebody in again. */
export async function enablePerson(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  await deps.accounts.people.enable(principalOf(response), String(request.params.id));
  response.json({ ok: true });
}
