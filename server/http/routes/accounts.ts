/** One's own account: what one may do, the password, and the sessions, listed and ended. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Account, SessionSeen } from '../../../common/account.ts';
import { HandrailError } from '../../../common/errors.ts';
import { rights as allRights } from '../../../common/rights.ts';
import { shortestPassword } from '../../auth/password-rules.ts';
import type { Principal } from '../../auth/principal.ts';
import { mostDays, tokenRights, usualDays } from '../../auth/tokens.ts';
import { allowances } from '../../runs/allowance.ts';
import { parse } from '../../runs/request.ts';
import type { SessionListed } from '../../store/stored-sessions.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

/** As long as a password may be, and then some, so that one that is too long is told so. */
const passwordText = z.string().min(1).max(1_000);
const passwordBody = z.strictObject({ old: passwordText.nullable().default(null), password: passwordText });
const nothingBody = z.strictObject({});

/** Answers everything about the account of whoever asks. */
export async function readAccount(deps: AppDeps, _request: Request, response: Response): Promise<void> {
  const principal = principalOf(response);
  const { person, roles, rights, groups } = principal;
  const [kept, sessions, tokens, mayChooseAnew] = await Promise.all([
    deps.store.passwords.find(person.id), deps.sessions.list(person.id), deps.accounts.tokens.list(person.id),
    deps.accounts.passwords.mayChooseAnew(person.id, principal.session),
  ]);
  const catalog = deps.catalog.current();
  const account: Account = {
    person, roles, rights: allRights.filter((right) => rights.has(right)), groups,
    environments: catalog === null ? [] : allowances(catalog, deps.environments(), principal, deps.clock.now()),
    password: { changedAt: kept?.changed_at ?? null, needsOld: !mayChooseAnew, shortest: shortestPassword },
    sessions: sessions.map((session) => seen(session, principal)), tokens,
    tokenChoice: { rights: tokenRights.filter((right) => rights.has(right)), mostDays, usualDays },
  };
  response.json(account);
}

/** Takes the old password, unless a login link was used just now, and a new one; answers how many other sessions ended. */
export async function changePassword(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const principal = principalOf(response);
  // Each costs a hash: one person must not keep all others from logging in.
  if (!deps.limits.login.take(principal.person.id)) throw new HandrailError('too-fast');
  const { old, password } = parse(passwordBody, request.body);
  response.json({ ended: await deps.accounts.passwords.change(principal, old, password) });
}

/** Ends one session of one's own. */
export async function endSession(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  const { person } = principalOf(response);
  const session = (await deps.sessions.list(person.id)).find(({ hash }) => idOf(hash) === request.params.id);
  if (session === undefined) throw new HandrailError('no-longer-there', { what: 'This session' });
  deps.audit.write({ kind: 'session-ended', by: person.id, person: person.id, session: idOf(session.hash) });
  await deps.sessions.end(session.hash);
  response.json({ ok: true });
}

/** Ends all sessions of one's own but the one that asks; answers how many. */
export async function endOtherSessions(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  const { person, session } = principalOf(response);
  deps.audit.write({ kind: 'session-ended', by: person.id, person: person.id, session: 'others' });
  response.json({ ended: await deps.sessions.endOthers(person.id, session) });
}

function seen({ hash, agent, begunBy, createdAt, usedAt, expiresAt }: SessionListed, { session }: Principal): SessionSeen {
  return { id: idOf(hash), agent, begunBy, createdAt, usedAt, expiresAt, isThis: hash === session };
}

/** Enough of a session's hash to tell it from the others of one person. */
function idOf(hash: string): string {
  return hash.slice(0, 16);
}
