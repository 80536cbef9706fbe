/**
 * Who asks: by the session cookie, or by the local credential or a personal access token in `Authorization: Bearer`. What
 * is shown must be right; a wrong one never falls back to the cookie. No other header names anybody.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Response } from 'express';
import { HandrailError } from '../../../common/errors.ts';
import { type CookieKind, readCookie } from '../../auth/cookie.ts';
import { localOperator, type Principal } from '../../auth/principal.ts';
import { isSecret } from '../../auth/secret.ts';
import type { Accounts } from '../../auth/accounts.ts';
import type { Sessions } from '../../auth/sessions.ts';

export interface IdentityDeps {
  sessions: Sessions;
  accounts: Pick<Accounts, 'tokens'>;
  cookie: CookieKind;
  /** hash of the local credential */
  localHash: string;
}

/** Takes a request's headers; gives who asks, or null when nobody is logged in. */
export async function identify({ sessions, accounts, cookie, localHash }: IdentityDeps, headers: IncomingHttpHeaders): Promise<Principal | null> {
  if (headers.authorization !== undefined) {
    const presented = /^Bearer ([\w-]{1,100})$/.exec(headers.authorization)?.[1];
    if (presented === undefined) return null;
    return isSecret(presented, localHash) ? localOperator : await accounts.tokens.find(presented);
  }
  const secret = readCookie(headers.cookie, cookie);
  return secret === null ? null : await sessions.find(secret);
}

/** Keeps who asks with the answer that is being made. */
export function setPrincipal(response: Response, principal: Principal): void {
  response.locals.principal = principal;
}

/** Takes an answer being made; gives for whom. Throws `not-logged-in` where no route's guard has let anybody in. */
export function principalOf(response: Response): Principal {
  const principal: unknown = response.locals.principal;
  if (principal === undefined) throw new HandrailError('not-logged-in');
  return principal as Principal;
}
