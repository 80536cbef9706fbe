/** Single sign-on over HTTP: who the provider is, the way there and back, and what it says of logins that ended there. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { HandrailError } from '../../../common/errors.ts';
import { agentOf } from '../../auth/agent.ts';
import { readCookie, writeCookie } from '../../auth/cookie.ts';
import { signOnCookie, writeSignOnCookie } from '../../auth/oidc-cookie.ts';
import { pendingLifeMs } from '../../auth/oidc-pending.ts';
import { hashSecret } from '../../auth/secret.ts';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { rateKey } from '../proxy.ts';

const beginBody = z.strictObject({ to: z.string().max(2_000).default('/') });
/** The longest answer of a provider that is taken: code, state and issuer. */
const longestQuery = 8_000;

/** Answers what people call the provider; null where there is none. */
export async function readProvider(deps: AppDeps, _request: Request, response: Response): Promise<void> {
  response.json({ provider: deps.signOn.name });
  await Promise.resolve();
}

/** Takes the page to come back to; answers where the browser is to go, and gives it the cookie that finishes the login. */
export async function beginSignOn(deps: AppDeps, request: Request, response: Response): Promise<void> {
  if (!deps.limits.login.take(rateKey(deps.proxies, request))) throw new HandrailError('too-fast');
  const { to } = parse(beginBody, request.body);
  const before = readCookie(request.headers.cookie, deps.cookie);
  const { url, secret } = await deps.signOn.begin(to, before === null ? '' : hashSecret(before));
  response.setHeader('Set-Cookie', writeSignOnCookie(deps.cookie, secret, pendingLifeMs / 1000));
  response.json({ url });
}

/** Where the provider sends the browser: to a page of ours with a session, or to the login page, which says why not. */
export async function finishSignOn(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const done = [writeSignOnCookie(deps.cookie, '', 0)];
  try {
    if (!deps.limits.login.take(rateKey(deps.proxies, request))) throw new HandrailError('too-fast');
    const query = request.originalUrl.slice(request.path.length);
    if (query.length > longestQuery) throw new HandrailError('sign-on-stale');
    const cookie = readCookie(request.headers.cookie, signOnCookie(deps.cookie));
    const { secret, to } = await deps.signOn.finish(cookie, query, agentOf(request.headers['user-agent']));
    done.push(writeCookie(deps.cookie, secret, deps.signOn.sessionSeconds));
    leave(response, done, deps.originRule.origin + to);
  } catch (error) {
    if (!(error instanceof HandrailError)) throw error;
    leave(response, done, `${deps.originRule.origin}/login?refused=${error.code}`);
  }
}

/** The provider itself says, in a signed token, that logins ended there (OpenID Connect Back-Channel Logout 1.0). */
export async function providerLoggedOut(deps: AppDeps, request: Request, response: Response): Promise<void> {
  if (!deps.providerLimit.take(rateKey(deps.proxies, request))) throw new HandrailError('too-fast');
  const { logout_token: token } = parse(z.object({ logout_token: z.string().max(16_000) }), request.body);
  try {
    await deps.signOn.loggedOut(token);
    response.json({ ok: true });
  } catch (error) {
    // Section 2.8 asks for 400 where the token does not hold.
    if (!(error instanceof HandrailError) || error.code !== 'sign-on-refused') throw error;
    throw new HandrailError('bad-message', { why: 'the logout token does not hold.' });
  }
}

function leave(response: Response, cookies: readonly string[], to: string): void {
  response.setHeader('Set-Cookie', cookies);
  response.redirect(303, to);
}
