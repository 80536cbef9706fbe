/** Logging in and out, who one is, tickets for the WebSocket, and links for others. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { HandrailError } from '../../../common/errors.ts';
import { readCookie, writeCookie } from '../../auth/cookie.ts';
import { idOfName, operator, type Person } from '../../auth/principal.ts';
import { hashSecret } from '../../auth/secret.ts';
import { sessionLifeMs } from '../../auth/sessions.ts';
import { parse } from '../../runs/request.ts';
import { statusOf } from '../../runs/running.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const secretBody = z.strictObject({ secret: z.string().max(200) });
const nameBody = z.strictObject({ name: z.string().trim().min(1).max(100) });
const nothingBody = z.strictObject({});

/** Takes a login link's secret; sets the session cookie and answers who one is now. */
export async function logIn(deps: AppDeps, request: Request, response: Response): Promise<void> {
  if (!deps.limits.login.take(request.socket.remoteAddress ?? '')) throw new HandrailError('too-fast');
  const { secret: link } = parse(secretBody, request.body);
  const { person, secret } = await deps.sessions.logIn(link).catch((error: unknown) => {
    if (error instanceof HandrailError) deps.audit.write({ kind: 'login-refused', code: error.code });
    throw error;
  });
  deps.audit.write({ kind: 'logged-in', person: person.id });
  const before = readCookie(request.headers.cookie, deps.cookie);
  if (before !== null) await deps.sessions.end(hashSecret(before));
  response.setHeader('Set-Cookie', writeCookie(deps.cookie, secret, sessionLifeMs / 1000));
  response.json({ person });
}

/** Ends the session; open sockets of it close. */
export async function logOut(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  const principal = principalOf(response);
  deps.audit.write({ kind: 'logged-out', person: principal.person.id });
  await deps.sessions.end(principal.session);
  response.setHeader('Set-Cookie', writeCookie(deps.cookie, '', 0));
  response.json({ ok: true });
}

/** Answers who one is, where one may run, and how the catalog stands. */
export async function session(deps: AppDeps, _request: Request, response: Response): Promise<void> {
  const { person } = principalOf(response);
  const going = await deps.store.runs.countGoing(person.id);
  const environments = await Promise.all([...deps.environments.values()].map(async (environment) => {
    const { name, title, targets } = environment;
    return { name, title, targets, ...await statusOf(deps.runner, environment) };
  }));
  const catalog = { digest: deps.catalog.current()?.digest ?? '', problems: deps.catalog.problems() };
  response.json({ person, environments, catalog, going });
}

/** Answers a ticket that opens one WebSocket. */
export async function ticket(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  response.json({ ticket: deps.tickets.issue(principalOf(response)) });
  await Promise.resolve();
}

/** Takes a name; answers a login link for that person. */
export async function invite(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { name } = parse(nameBody, request.body);
  const id = idOfName(name);
  if (id === null) throw new HandrailError('bad-message', { why: 'the name needs a letter from a to z or a digit, to make an id of.' });
  if (id === operator.id) throw new HandrailError('denied', { reason: 'The operator exists already. Make a link for them with `npx handrail login-link`.' });
  await answerLink(deps, response, { id, name });
}

/** Answers a login link for the operator. */
export async function loginLink(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  await answerLink(deps, response, operator);
}

async function answerLink(deps: AppDeps, response: Response, person: Person): Promise<void> {
  deps.audit.write({ kind: 'invited', by: principalOf(response).person.id, person: person.id });
  const { secret, isNew } = await deps.sessions.invite(person);
  response.json({ link: linkOf(deps.originRule.origin, secret), person: person.id, isNew });
}

/** Takes the origin and a link's secret; gives the link. The secret is in the fragment, which no server or log sees. */
export function linkOf(origin: string, secret: string): string {
  return `${origin}/login#${secret}`;
}
