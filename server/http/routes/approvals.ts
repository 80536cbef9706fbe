/** Requests for approval over HTTP: asking, looking, approving, refusing, withdrawing. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { glanceOf, wholeOf } from '../../approvals/seen.ts';
import { parse, readAsked } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const reason = z.string().trim().min(1, 'say why: whoever decides, and whoever looks later, reads it').max(500);
const askBody = z.looseObject({ reason });
const refuseBody = z.strictObject({ reason });
const approveBody = z.strictObject({ reason: z.string().trim().max(500).default('') });
const nothingBody = z.strictObject({});
/** Requests listed at most: of one's own, and of others that are open. */
const mostListed = 100;

/** Asks for approval of one run: what is asked is as for a preview, with a reason. */
export async function askApproval(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { reason: why, ...rest } = parse(askBody, request.body);
  const id = await deps.approvals.ask(principalOf(response), readAsked(rest), why);
  response.status(201);
  await answerGlance(deps, response, id);
}

/** Answers one's own requests, and those of others that one may decide on. */
export async function listApprovals(deps: AppDeps, _request: Request, response: Response): Promise<void> {
  const principal = principalOf(response);
  const { own, others } = await deps.approvals.list(principal, mostListed);
  const glances = async (loaded: typeof own) => await Promise.all(loaded.map((one) => glanceOf(deps.store.persons, principal, one, deps.clock.now())));
  response.json({ own: await glances(own), others: await glances(others) });
}

/** Answers a request with all that would run and the workspace it is bound to. */
export async function readApproval(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const principal = principalOf(response);
  const { loaded, facts } = await deps.approvals.look(principal, approvalId(request));
  response.json({ approval: await wholeOf(deps.store.persons, principal, loaded, facts, deps.clock.now()) });
}

export async function approve(deps: AppDeps, request: Request, response: Response): Promise<void> {
  await deps.approvals.approve(principalOf(response), approvalId(request), parse(approveBody, request.body ?? {}).reason);
  await answerGlance(deps, response, approvalId(request));
}

export async function refuse(deps: AppDeps, request: Request, response: Response): Promise<void> {
  await deps.approvals.refuse(principalOf(response), approvalId(request), parse(refuseBody, request.body ?? {}).reason);
  await answerGlance(deps, response, approvalId(request));
}

export async function withdraw(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  await deps.approvals.withdraw(principalOf(response), approvalId(request));
  await answerGlance(deps, response, approvalId(request));
}

async function answerGlance({ approvals, store, clock }: AppDeps, response: Response, id: string): Promise<void> {
  const principal = principalOf(response);
  const { loaded } = await approvals.look(principal, id);
  response.json({ approval: await glanceOf(store.persons, principal, loaded, clock.now()) });
}

function approvalId(request: Request): string {
  return String(request.params.id).slice(0, 100);
}
