/**
 * Logging in and out. A login link's secret, a password or an identity provider's word becomes a session of a browser; its
 * secret is new each time, so that nobody can be given one in advance. Only hashes are kept. Roles are read at each
 * request, so that a change holds at once; whoever keeps something open hears of it here.
 */
import { HandrailError } from '../../common/errors.ts';
import { rightsOf, type Role } from '../../common/rights.ts';
import type { Clock } from '../clock.ts';
import type { BegunBy, SessionListed } from '../store/stored-sessions.ts';
import type { Store } from '../store/store.ts';
import type { Person, Principal } from './principal.ts';
import { hashSecret, newSecret } from './secret.ts';

export const linkLifeMs = 15 * 60_000;
export const sessionLifeMs = 7 * 24 * 3_600_000;
/** A used or expired link is remembered this long, so that its holder is told which of the two it is. */
const linkMemoryMs = 30 * 24 * 3_600_000;
/** When something was last used is written down this often at most: a page asks every few seconds. */
export const touchEveryMs = 60_000;

export class Sessions {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onEnd = new Set<(session: string) => void>();
  readonly #onChange = new Set<(person: string) => void>();
  #changes = 0;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** How often something ended or changed until now: who looked somebody up before and uses it after compares. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes a person, known or new, and their roles if they are new; gives the secret of a login link for them, and whether they are new. */
  async invite(person: Person, roles: readonly Role[] = ['trainee']): Promise<{ secret: string; isNew: boolean }> {
    const now = this.#clock.now();
    const isNew = await this.#store.persons.add({ id: person.id, name: person.name }, now, roles);
    const secret = newSecret(this.#clock);
    await this.#store.links.prune(now - linkMemoryMs);
    await this.#store.links.add({ hash: hashSecret(secret), person: person.id, expires_at: now + linkLifeMs });
    return { secret, isNew };
  }

  /**
   * Takes a link's secret, the browser in a few words, and what records the login before it is one; gives its person and a new session's secret.
   * Throws `link-used`, `link-expired`, `link-unknown` or `account-disabled`.
   */
  async logIn(link: string, agent = '', record?: (person: string) => void): Promise<{ person: Person; secret: string }> {
    const now = this.#clock.now();
    const hash = hashSecret(link);
    const id = await this.#store.links.use(hash, now, record);
    if (id === null) throw new HandrailError(await this.#whyNot(hash));
    const person = await this.#store.persons.find(id);
    if (person === null) throw new HandrailError('link-unknown');
    return { person, secret: await this.begin(id, 'link', agent) };
  }

  /** Takes a person's id, how they showed that it is they, their browser in a few words and how long it lasts (ms); gives a new session's secret. Throws `account-disabled`. */
  async begin(person: string, by: BegunBy, agent: string, lifeMs = sessionLifeMs): Promise<string> {
    const now = this.#clock.now();
    const standing = await this.#store.persons.standing(person);
    if (standing === null || standing.disabled) throw new HandrailError('account-disabled');
    const secret = newSecret(this.#clock);
    await this.#store.sessions.prune(now);
    await this.#store.sessions.add({ hash: hashSecret(secret), person, createdAt: now, expiresAt: now + lifeMs, begunBy: by, agent });
    return secret;
  }

  /** Takes a cookie's value; gives who that is, or null. */
  async find(secret: string): Promise<Principal | null> {
    const now = this.#clock.now();
    const found = await this.#store.sessions.find(hashSecret(secret), now);
    if (found === null) return null;
    // Also when the clock was set back.
    if (Math.abs(now - found.used_at) >= touchEveryMs) await this.#store.sessions.touch(found.hash, now);
    const { roles, groups } = found;
    return { person: { id: found.person, name: found.name }, via: 'cookie', session: found.hash, roles, rights: new Set(rightsOf(roles)), environments: null, groups };
  }

  /** Takes a session's hash; tells whether it still holds. */
  async holds(session: string): Promise<boolean> {
    return await this.#store.sessions.find(session, this.#clock.now()) !== null;
  }

  /** Takes a person's id; gives their sessions, the one used last first. */
  async list(person: string): Promise<SessionListed[]> {
    return await this.#store.sessions.list(person, this.#clock.now());
  }

  /** Takes a session's hash; ends it, and tells whoever listens. */
  async end(session: string): Promise<void> {
    await this.#store.sessions.remove(session);
    this.tellEnd(session);
  }

  /** Takes a person's id and the hash of the session that stays (empty: none); ends all others of theirs. Gives how many. */
  async endOthers(person: string, stays: string): Promise<number> {
    const others = (await this.list(person)).filter(({ hash }) => hash !== stays);
    for (const { hash } of others) await this.end(hash);
    return others.length;
  }

  /** Takes the hash of what somebody showed (a session's or a token's), which holds no longer; tells whoever listens. */
  tellEnd(hash: string): void {
    this.#changes += 1;
    for (const listener of this.#onEnd) listener(hash);
  }

  /** Takes the id of a person whose rights are others now; tells whoever listens. */
  tellChange(person: string): void {
    this.#changes += 1;
    for (const listener of this.#onChange) listener(person);
  }

  /** Takes a listener for ended sessions; gives how to take it away. */
  onEnd(listener: (session: string) => void): () => void {
    this.#onEnd.add(listener);
    return () => { this.#onEnd.delete(listener); };
  }

  /** Takes a listener for persons whose rights have changed; gives how to take it away. */
  onChange(listener: (person: string) => void): () => void {
    this.#onChange.add(listener);
    return () => { this.#onChange.delete(listener); };
  }

  async #whyNot(hash: string): Promise<'link-used' | 'link-expired' | 'link-unknown'> {
    const link = await this.#store.links.find(hash);
    if (link === null) return 'link-unknown';
    return link.used_at === null ? 'link-expired' : 'link-used';
  }
}
