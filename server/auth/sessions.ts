/**
 * Logging in and out. A login link's secret becomes, once, a session of a browser; the session's secret is new each time,
 * so that nobody can be given one in advance. Only hashes are kept.
 */
import { HandrailError } from '../../common/errors.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Person, Principal } from './principal.ts';
import { hashSecret, newSecret } from './secret.ts';

export const linkLifeMs = 15 * 60_000;
export const sessionLifeMs = 7 * 24 * 3_600_000;
/** A used or expired link is remembered this long, so that its holder is told which of the two it is. */
const linkMemoryMs = 30 * 24 * 3_600_000;

export class Sessions {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #listeners = new Set<(session: string) => void>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Takes a person, known or new; gives the secret of a login link for them, and whether they are new. */
  async invite(person: Person): Promise<{ secret: string; isNew: boolean }> {
    const now = this.#clock.now();
    const isNew = await this.#store.persons.add({ id: person.id, name: person.name }, now);
    const secret = newSecret(this.#clock);
    await this.#store.links.prune(now - linkMemoryMs);
    await this.#store.links.add({ hash: hashSecret(secret), person: person.id, expires_at: now + linkLifeMs });
    return { secret, isNew };
  }

  /** Takes a link's secret; gives its person and a new session's secret. Throws `link-used`, `link-expired` or `link-unknown`. */
  async logIn(link: string): Promise<{ person: Person; secret: string }> {
    const now = this.#clock.now();
    const hash = hashSecret(link);
    const id = await this.#store.links.use(hash, now);
    if (id === null) throw new HandrailError(await this.#whyNot(hash));
    const person = await this.#store.persons.find(id);
    if (person === null) throw new HandrailError('link-unknown');
    const secret = newSecret(this.#clock);
    await this.#store.sessions.prune(now);
    await this.#store.sessions.add({ hash: hashSecret(secret), person: id, created_at: now, expires_at: now + sessionLifeMs });
    return { person, secret };
  }

  /** Takes a cookie's value; gives who that is, or null. */
  async find(secret: string): Promise<Principal | null> {
    const found = await this.#store.sessions.find(hashSecret(secret), this.#clock.now());
    return found && { person: { id: found.person, name: found.name }, via: 'cookie', session: found.hash };
  }

  /** Takes a session's hash; tells whether it still holds. */
  async holds(session: string): Promise<boolean> {
    return await this.#store.sessions.find(session, this.#clock.now()) !== null;
  }

  /** Takes a session's hash; ends it, and tells whoever listens. */
  async end(session: string): Promise<void> {
    await this.#store.sessions.remove(session);
    for (const listener of this.#listeners) listener(session);
  }

  /** Takes a listener for ended sessions; gives how to take it away. */
  onEnd(listener: (session: string) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  async #whyNot(hash: string): Promise<'link-used' | 'link-expired' | 'link-unknown'> {
    const link = await this.#store.links.find(hash);
    if (link === null) return 'link-unknown';
    return link.used_at === null ? 'link-expired' : 'link-used';
  }
}
