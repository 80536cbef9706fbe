/**
 * Single sign-on from end to end: a login is begun in one browser, finished in the same one, and becomes a session. Roles
 * and groups are what the provider says now, at each login. Where single sign-on is not set up, everything here is off.
 */
import { HandrailError } from '../../common/errors.ts';
import type { Audit } from '../audit/log.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { type Claimed, idOfClaimed } from './oidc-claims.ts';
import type { OidcClient } from './oidc-client.ts';
import { PendingLogins } from './oidc-pending.ts';
import { rolesOfGroups } from '../config/oidc.ts';
import { safeReturn } from './oidc-return.ts';
import { hashSecret } from './secret.ts';
import type { Sessions } from './sessions.ts';

export interface SignOnDeps {
  readonly store: Store;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: Sessions;
}

/** Logout tokens seen lately, so that none counts twice. */
const mostSeen = 10_000;

export class SignOn {
  readonly #client: OidcClient | null;
  readonly #origin: string;
  readonly #deps: SignOnDeps;
  readonly #pending: PendingLogins;
  /** ids of logout tokens → until when they would hold */
  readonly #seen = new Map<string, number>();

  constructor(client: OidcClient | null, origin: string, deps: SignOnDeps) {
    this.#client = client;
    this.#origin = origin;
    this.#deps = deps;
    this.#pending = new PendingLogins(deps.clock);
  }

  /** what people call the provider; null where there is none */
  get name(): string | null {
    return this.#client?.settings.name ?? null;
  }

  /** how long a session lasts, in seconds */
  get sessionSeconds(): number {
    return (this.#client?.settings.sessionMs ?? 0) / 1000;
  }

  /** Takes the path to come back to and the hash of the session there is (or empty); gives where to go, and the cookie's secret. */
  async begin(to: string, before: string): Promise<{ url: string; secret: string }> {
    const { url, ...kept } = await this.#on().begin();
    return { url, secret: this.#pending.add({ ...kept, before, to: safeReturn(to, this.#origin) }) };
  }

  /**
   * Takes the cookie's secret (or null), the query that the provider sent the browser back with, and a few words about the
   * browser; gives the new session's secret and where to go. Throws what refuses it, recorded.
   */
  async finish(secret: string | null, query: string, agent: string): Promise<{ secret: string; to: string }> {
    const client = this.#on();
    try {
      const pending = secret === null ? null : this.#pending.take(secret);
      if (pending === null) throw new HandrailError('sign-on-stale');
      const claimed = await client.finish(query, pending);
      const person = await this.#admit(client, claimed);
      if (pending.before !== '') await this.#deps.sessions.end(pending.before);
      return { secret: await this.#open(client, claimed, person, agent), to: pending.to };
    } catch (error) {
      if (error instanceof HandrailError && error.code !== 'audit-failed') {
        this.#deps.audit.write({ kind: 'sign-on-refused', code: error.code, why: String(error.details.why ?? '') });
      }
      throw error;
    }
  }

  /** Takes a session's hash; gives where its browser logs out of the provider too, or null when there is nothing to do there. */
  async logoutUrl(session: string): Promise<string | null> {
    if (this.#client === null || session === '' || !await this.#deps.store.signOns.isLinked(session)) return null;
    return await this.#client.logoutUrl().catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'the identity provider could not be asked where one logs out');
      return null;
    });
  }

  /** Takes a logout token; ends the sessions it names, recorded. Throws when it is not the provider's. */
  async loggedOut(token: string): Promise<void> {
    const { issuer, subject, sid, id, until } = await this.#on().loggedOut(token);
    const now = this.#deps.clock.now();
    for (const [known, ends] of this.#seen) if (ends < now || this.#seen.size > mostSeen) this.#seen.delete(known);
    if (this.#seen.has(id)) throw new HandrailError('sign-on-refused', { provider: this.name ?? '', why: 'replayed' });
    this.#seen.set(id, until);
    for (const { session, person } of await this.#deps.store.signOns.sessionsOf(issuer, subject, sid)) {
      this.#deps.audit.write({ kind: 'signed-off', person, issuer });
      await this.#deps.sessions.end(session);
    }
  }

  #on(): OidcClient {
    if (this.#client === null) throw new HandrailError('sign-on-off');
    return this.#client;
  }

  /** Gives the id of the person whom the provider named, as they are from now on. */
  async #admit(client: OidcClient, claimed: Claimed): Promise<string> {
    const { store, audit, clock, sessions } = this.#deps;
    const { issuer, groups, name, email } = claimed;
    const roles = rolesOfGroups(groups, client.settings.roles);
    const known = await store.signOns.find(claimed);
    if (roles.length === 0) await this.#withdraw(client, known, name);
    const id = known ?? await this.#freeId(claimed);
    audit.write({ kind: 'signed-on', person: id, issuer, isNew: known === null, roles, groups: groups.length });
    const now = { name, roles, groups, email };
    if (known !== null) {
      await store.signOns.update(id, now);
      sessions.tellChange(id);
    } else if (!await store.signOns.add(claimed, id, now, clock.now())) throw new HandrailError('sign-on-stale');
    return id;
  }

  /** Somebody without a role is not let in, and who had one loses it with all their sessions. */
  async #withdraw(client: OidcClient, known: string | null, name: string): Promise<never> {
    const { store, audit, sessions } = this.#deps;
    if (known !== null) {
      audit.write({ kind: 'sign-on-withdrawn', person: known });
      await store.signOns.update(known, { name, roles: [], groups: [], email: '' });
      await sessions.endOthers(known, '');
      sessions.tellChange(known);
    }
    throw new HandrailError('sign-on-no-role', { provider: client.settings.name });
  }

  /** An id that nobody has. More digits are taken only where somebody made an account of just that name. */
  async #freeId({ issuer, subject, name }: Claimed): Promise<string> {
    const digest = hashSecret(`${issuer}\n${subject}`);
    for (const digits of [8, 16, 32]) {
      const id = idOfClaimed(name, digest, digits);
      if (await this.#deps.store.persons.find(id) === null) return id;
    }
    throw new HandrailError('sign-on-refused', { provider: this.name ?? '', why: 'no-free-id' });
  }

  async #open(client: OidcClient, claimed: Claimed, person: string, agent: string): Promise<string> {
    const secret = await this.#deps.sessions.begin(person, 'provider', agent, client.settings.sessionMs);
    await this.#deps.store.signOns.link(hashSecret(secret), claimed, claimed.sid);
    return secret;
  }
}
