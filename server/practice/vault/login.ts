/** Logging in and what a token says of itself, in the shapes of the API. */
import { personPolicies } from './policy.ts';
import { timeOf, VaultError } from './secrets.ts';
import { lifetime, type Token, type Tokens } from './tokens.ts';

const userName = /^[A-Za-z0-9][\w.@-]{0,63}$/;

/** Takes the tokens, a name, what came as password and the time; gives the `auth` of the answer. Throws `VaultError`. */
export function logIn(tokens: Tokens, name: string, password: unknown, now: number): Record<string, unknown> {
  if (!userName.test(name)) throw new VaultError(400, 'ldap operation failed: failed to bind as user');
  if (typeof password !== 'string' || password === '') throw new VaultError(400, 'password cannot be of zero length when passwordless binds are being denied');
  // Practice keeps no passwords; one that fails lets people see how that looks.
  if (password === 'wrong') throw new VaultError(400, 'ldap operation failed: failed to bind as user');
  const about = { path: `auth/ldap/login/${name}`, displayName: `ldap-${name}`, username: name, policies: [...personPolicies] };
  return authOf(tokens.issue(about, lifetime, now), now);
}

/** Takes the tokens, one of them, the seconds asked for and the time; gives the `auth` of the answer. */
export function renew(tokens: Tokens, token: Token, increment: unknown, now: number): Record<string, unknown> {
  if (token.expires === null) throw new VaultError(400, 'lease is not renewable');
  const seconds = Number(/^\d+/.exec(String(increment ?? ''))?.[0] ?? 0);
  tokens.renew(token, seconds > 0 ? seconds * 1000 : lifetime, now);
  return authOf(token, now);
}

/** Takes a token and the time; gives what it says of itself. */
export function lookUp(token: Token, now: number): Record<string, unknown> {
  return {
    accessor: token.accessor, creation_time: Math.floor(token.created / 1000), creation_ttl: secondsLeft(token, token.created),
    display_name: token.displayName, entity_id: '', expire_time: token.expires === null ? null : timeOf(token.expires), explicit_max_ttl: 0,
    id: token.id, issue_time: timeOf(token.created), meta: metadataOf(token), num_uses: 0, orphan: true, path: token.path,
    policies: token.policies, renewable: token.expires !== null, ttl: secondsLeft(token, now), type: 'service',
  };
}

function authOf(token: Token, now: number): Record<string, unknown> {
  return {
    client_token: token.id, accessor: token.accessor, policies: token.policies, token_policies: token.policies, metadata: metadataOf(token),
    lease_duration: secondsLeft(token, now), renewable: token.expires !== null, entity_id: '', token_type: 'service', orphan: true,
    mfa_requirement: null, num_uses: 0,
  };
}

function metadataOf({ username }: Token): Record<string, string> | null {
  return username === null ? null : { username };
}

function secondsLeft({ expires }: Token, now: number): number {
  return expires === null ? 0 : Math.max(0, Math.floor((expires - now) / 1000));
}
