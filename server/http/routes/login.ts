/** Logging in and out, who one is, tickets for the WebSocket, and links for others. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { HandrailError } from '../../../common/errors.ts';
import { type Role, roles } from '../../../common/rights.ts';
import { agentOf } from '../../auth/agent.ts';
import { readCookie, writeCookie } from '../../auth/cookie.ts';
import { idOfName, operator, type Person } from '../../auth/principal.ts';
import { hashSecret } from '../../auth/secret.ts';
import { sessionLifeMs } from '../../auth/sessions.ts';
import { isInUse } from '../../runs/permission.ts';
import { parse } from '../../runs/request.ts';
import { statusOf } from '../../runs/running.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';
import { rateKey } from '../proxy.ts';

const secretBody = z.strictObject({ secret: z.string().max(200) });
/** Shown in lists, in the record and in terminals. */
const personName = z.string().trim().min(1).max(100);
const inviteBody = z.strictObject({ name: personName, roles: z.array(z.enum(roles)).max(roles.length).optional() });
const passwordBody = z.strictObject({ name: z.string().max(200), password: z.string().max(1_000) });
const nothingBody = z.strictObject({});

/** Takes a login link's secret; sets the session cookie and answers who one is now. */
export async function logIn(deps: AppDeps, request: Request, response: Response): Promise<void> {
  if (!deps.limits.login.take(rateKey(deps.proxies, request))) throw new HandrailError('too-fast');
  const { secret: link } = parse(secretBody, request.body);
  const record = (person: string) => { deps.audit.write({ kind: 'logged-in', person }); };
  const { person, secret } = await deps.sessions.logIn(link, agentOf(request.headers['user-agent']), record).catch((error: unknown) => {
    if (error instanceof HandrailError) deps.audit.write({ kind: 'login-refused', code: error.code });
    throw error;
  });
  await answerSession(deps, request, response, person, secret);
}

/** Takes a name and a password; sets the session cookie and answers who one is now. */
export async function logInWithPassword(deps: AppDeps, request: Request, response: Response): Promise<void> {
  if (!deps.limits.login.take(rateKey(deps.proxies, request))) throw new HandrailError('too-fast');
  const { name, password } = parse(passwordBody, request.body);
  const person = await deps.accounts.passwords.check(name, password);
  deps.audit.write({ kind: 'logged-in', person: person.id });
  await answerSession(deps, request, response, person, await deps.sessions.begin(person.id, 'password', agentOf(request.headers['user-agent'])));
}

async function answerSession(deps: AppDeps, request: Request, response: Response, person: Person, secret: string): Promise<void> {
  const before = readCookie(request.headers.cookie, deps.cookie);
  if (before !== null) await deps.sessions.end(hashSecret(before));
  response.setHeader('Set-Cookie', writeCookie(deps.cookie, secret, sessionLifeMs / 1000));
  response.json({ person });
}

/** Ends the session; open sockets of it close. Answers where the browser logs out of its identity provider too, if it came from there. */
export async function logOut(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  const principal = principalOf(response);
  const next = await deps.signOn.logoutUrl(principal.session);
  deps.audit.write({ kind: 'logged-out', person: principal.person.id });
  await deps.sessions.end(principal.session);
  response.setHeader('Set-Cookie', writeCookie(deps.cookie, '', 0));
  response.json({ ok: true, ...(next === null ? {} : { next }) });
}

/** Answers who one is, where one may run, and how the catalog stands. */
export async function session(deps: AppDeps, _request: Request, response: Response): Promise<void> {
  const { person, rights } = principalOf(response);
  const going = await deps.store.runs.countGoing(person.id);
  const now = deps.clock.now();
  const environments = await Promise.all([...deps.environments().values()].map(async (environment) => {
    const { name, title, targets } = environment;
    return { name, title, targets, inUse: isInUse(environment, now), ...await statusOf(deps.runner, environment) };
  }));
  const catalog = { digest: deps.catalog.current()?.digest ?? '', problems: deps.catalog.problems() };
  // Where the rules stand and what is wrong with them is for those who can mend them.
  const problems = rights.has('administer') ? deps.environmentProblems() : [];
  response.json({ person, rights: [...rights], environments, problems, catalog, going, awaited: await deps.chat.subscriptions.count(person.id) });
}

/** Answers a ticket that opens one WebSocket. */
export async function ticket(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  response.json({ ticket: deps.tickets.issue(principalOf(response)) });
  await Promise.resolve();
}

/** Takes a name; answers a login link for that person. */
export async function invite(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { name, roles: given } = parse(inviteBody, request.body);
  const id = idOfName(name);
  if (id === null) throw new HandrailError('bad-message', { why: 'the name needs a letter from a to z or a digit, to make an id of.' });
  if (id === operator.id) throw new HandrailError('denied', { reason: 'The operator exists already. Make a link for them with `npx handrail login-link`.' });
  await answerLink(deps, response, { id, name }, given);
}

/** Answers a login link for the operator. */
export async function loginLink(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  await answerLink(deps, response, operator);
}

async function answerLink(deps: AppDeps, response: Response, person: Person, given?: readonly Role[]): Promise<void> {
  const standing = await deps.store.persons.standing(person.id);
  // A link must not be a way around saying which roles somebody has, nor who may come in.
  if (standing !== null && given !== undefined) throw new HandrailError('denied', { reason: `${person.id} is known here already. Say which roles they have on the page “People”, or with \`npx handrail roles ${person.id} …\`.` });
  if (standing?.disabled === true) throw new HandrailError('account-disabled');
  if (await deps.store.signOns.isFrom(person.id)) throw new HandrailError('denied', { reason: `${person.id} logs in with ${deps.signOn.name ?? 'single sign-on'}, and no other way: who may come in is said there.` });
  deps.audit.write({ kind: 'invited', by: principalOf(response).person.id, person: person.id, ...(standing === null ? { roles: given ?? ['trainee'] } : {}) });
  const { secret, isNew } = await deps.sessions.invite(person, given);
  response.json({ link: linkOf(deps.originRule.origin, secret), person: person.id, isNew });
}

/** Takes the origin and a link's secret; gives the link. The secret is in the fragment, which no server or log sees. */
export function linkOf(origin: string, secret: string): string {
  return `${origin}/login#${secret}`;
}
