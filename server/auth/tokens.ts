/**
 * Personal access tokens, for the command line on another machine and for programs. A token is 256 random bits with a
 * prefix by which scanners for leaked secrets know it; only its hash is kept. It gives no more than its person's roles do
 * at that moment, less what its scope leaves out, and it ends.
 */
import type { TokenTold } from '../../common/account.ts';
import { HandrailError } from '../../common/errors.ts';
import { type Right, rightsOf } from '../../common/rights.ts';
import type { Audit } from '../audit/log.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Principal } from './principal.ts';
import { hashSecret, newSecret } from './secret.ts';
import { type Sessions, touchEveryMs } from './sessions.ts';

export interface TokenDeps {
  store: Store;
  sessions: Sessions;
  audit: Audit;
  clock: Clock;
}

export interface TokenAsked {
  readonly name: string;
  readonly rights: readonly Right[];
  /** null: every environment */
  readonly environments: readonly string[] | null;
  readonly days: number;
}

export const tokenPrefix = 'hr_';
export const usualDays = 30;
export const mostDays = 365;
const dayMs = 24 * 3_600_000;
/** One for each machine and program of a person, with room. */
const mostTokens = 50;
/** An expired token is listed this long, so that its owner sees why something stopped working. */
const expiredMemoryMs = 30 * dayMs;

/** What a token can be made for. To approve and to administer are acts of a person who is there. */
export const tokenRights: readonly Right[] = ['view', 'practise', 'operate', 'audit'];

export class Tokens {
  readonly #deps: TokenDeps;

  constructor(deps: TokenDeps) {
    this.#deps = deps;
  }

  /** Takes who asks and what for; gives the token, the only time that it is seen. Throws `denied` where they have not got the rights or too many tokens. */
  async make({ person, rights }: Principal, asked: TokenAsked): Promise<{ token: string; seen: TokenTold }> {
    const { store, audit, clock } = this.#deps;
    const beyond = asked.rights.filter((right) => !tokenRights.includes(right) || !rights.has(right));
    if (beyond.length > 0) throw new HandrailError('denied', { reason: `A token cannot be made for what you may not do yourself, nor to approve or administer. Leave out: ${beyond.join(', ')}.` });
    const now = clock.now();
    const token = `${tokenPrefix}${newSecret(clock)}`;
    const seen: TokenTold = {
      id: Buffer.from(clock.random(8)).toString('hex'), name: asked.name, rights: asked.rights, environments: asked.environments,
      createdAt: now, expiresAt: now + asked.days * dayMs, usedAt: null,
    };
    audit.write({ kind: 'token-made', person: person.id, token: seen.id, rights: seen.rights, environments: seen.environments, expiresAt: seen.expiresAt });
    await store.tokens.prune(now - expiredMemoryMs);
    if (!await store.tokens.add(person.id, hashSecret(token), seen, mostTokens)) throw new HandrailError('denied', { reason: `You have ${mostTokens} tokens already. Revoke one that you do not need any more.` });
    return { token, seen };
  }

  /** Takes what was presented; gives who that is and what they may do with it, or null. */
  async find(presented: string): Promise<Principal | null> {
    if (!presented.startsWith(tokenPrefix)) return null;
    const { store, clock } = this.#deps;
    const hash = hashSecret(presented);
    const now = clock.now();
    const found = await store.tokens.find(hash, now);
    if (found === null) return null;
    if (found.usedAt === null || Math.abs(now - found.usedAt) >= touchEveryMs) await store.tokens.touch(hash, now);
    const { person, roles, groups, environments } = found;
    const rights = new Set(rightsOf(roles).filter((right) => found.rights.includes(right) && tokenRights.includes(right)));
    return { person, via: 'token', session: hash, roles, rights, environments, groups };
  }

  /** Takes the hash of a token; tells whether it still holds. */
  async holds(hash: string): Promise<boolean> {
    return await this.#deps.store.tokens.find(hash, this.#deps.clock.now()) !== null;
  }

  /** Takes a person's id; gives their tokens, the newest first. */
  async list(person: string): Promise<TokenTold[]> {
    return await this.#deps.store.tokens.list(person);
  }

  /** Takes who does it, whose token it is and its id; it holds no longer, and what it opened closes. Throws `no-longer-there`. */
  async revoke(by: string, person: string, id: string): Promise<void> {
    const { store, sessions, audit } = this.#deps;
    const hash = await store.tokens.hashOf(person, id);
    if (hash === null) throw new HandrailError('no-longer-there', { what: 'This token' });
    audit.write({ kind: 'token-revoked', by, person, token: id });
    await store.tokens.remove(hash);
    sessions.tellEnd(hash);
  }
}
