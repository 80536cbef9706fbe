/**
 * The tokens of a Vault: who has logged in, until when, by the world's clock. Pure but for chance
 * (https://developer.hashicorp.com/vault/docs/concepts/tokens).
 */
import { randomInt } from 'node:crypto';
import { z } from 'zod';

export const tokenSchema = z.object({
  id: z.string(),
  accessor: z.string(),
  /** where it was given out, such as `auth/ldap/login/alice` */
  path: z.string(),
  displayName: z.string(),
  username: z.string().nullable(),
  policies: z.array(z.string()),
  /** unix milliseconds of the world */
  created: z.number(),
  /** null for one that never ends */
  expires: z.number().nullable(),
});
export type Token = z.infer<typeof tokenSchema>;

/** Vault's own default, `default_lease_ttl`: 768 hours. Milliseconds. */
export const lifetime = 768 * 3_600_000;
/** Tokens kept; the oldest go first. */
const most = 500;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export class Tokens {
  readonly #tokens: Map<string, Token>;

  /** Takes what `save` gave. */
  constructor(saved: readonly Token[] = []) {
    this.#tokens = new Map(saved.map((token) => [token.id, token]));
  }

  save(): Token[] {
    return [...this.#tokens.values()];
  }

  /** Takes whom a token is for, how long it lasts (milliseconds; null for ever) and the time; gives a new one. */
  issue(about: Pick<Token, 'path' | 'displayName' | 'username' | 'policies'>, ttl: number | null, now: number): Token {
    for (const { id, expires } of this.save()) if (expires !== null && expires <= now) this.#tokens.delete(id);
    const ending = this.save().filter(({ expires }) => expires !== null);
    for (const { id } of ending.slice(0, Math.max(0, ending.length - most + 1))) this.#tokens.delete(id);
    const token = { id: `hvs.${word(28)}`, accessor: word(24), ...about, created: now, expires: ttl === null ? null : now + ttl };
    this.#tokens.set(token.id, token);
    return token;
  }

  /** Takes what a client sent; gives the token when it is one of ours and has not ended. */
  find(id: string | undefined, now: number): Token | null {
    const token = id === undefined ? undefined : this.#tokens.get(id);
    return token === undefined || (token.expires !== null && token.expires <= now) ? null : token;
  }

  /** Takes a token, milliseconds and the time; lets it last so long from now. */
  renew(token: Token, ttl: number, now: number): void {
    if (token.expires !== null) token.expires = now + Math.min(ttl, lifetime);
  }

  revoke(id: string): void {
    this.#tokens.delete(id);
  }

  /** Takes the beginning of a path; ends every token that was given out there. */
  revokePrefix(prefix: string): void {
    for (const { id, path } of this.save()) if (`${path}/`.startsWith(prefix.replace(/\/*$/, '/'))) this.#tokens.delete(id);
  }
}

function word(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
