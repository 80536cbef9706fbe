/**
 * Who is who at the identity provider: its issuer and subject belong to one person here for ever, whatever that person is
 * called. And which sessions were begun there.
 */
import type { Kysely } from 'kysely';
import type { Role } from '../../common/rights.ts';
import type { Tables } from './tables.ts';

export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export interface SignedOn {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly groups: readonly string[];
  /** what the provider has verified; empty where it tells none */
  readonly email: string;
}

export class SignOns {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes an identity; gives the id of its person, or null. */
  async find({ issuer, subject }: Identity): Promise<string | null> {
    const found = await this.#db.selectFrom('identities').select('person').where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst();
    return found?.person ?? null;
  }

  /** Takes a person's id; tells whether they come from an identity provider. */
  async isFrom(person: string): Promise<boolean> {
    return await this.#db.selectFrom('identities').select('person').where('person', '=', person).executeTakeFirst() !== undefined;
  }

  /** Takes an identity, a person's id and what they are; adds both unless the id is taken. Tells whether it was free. */
  async add({ issuer, subject }: Identity, id: string, { name, roles, groups, email }: SignedOn, now: number): Promise<boolean> {
    return await this.#db.transaction().execute(async (change) => {
      const added = await change.insertInto('persons').values({ id, name, created_at: now, roles: JSON.stringify(roles), groups: JSON.stringify(groups), disabled_at: null })
        .onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
      if (added.numInsertedOrUpdatedRows !== 1n) return false;
      await change.insertInto('identities').values({ issuer, subject, person: id, at: now, email }).execute();
      return true;
    });
  }

  /** Takes the id of a person of a provider's, and what they are now; keeps that. */
  async update(person: string, { name, roles, groups, email }: SignedOn): Promise<void> {
    await this.#db.transaction().execute(async (change) => {
      await change.updateTable('persons').set({ name, roles: JSON.stringify(roles), groups: JSON.stringify(groups) }).where('id', '=', person).execute();
      await change.updateTable('identities').set({ email }).where('person', '=', person).execute();
    });
  }

  /** Takes a person's id; gives the e-mail address that their provider has verified, empty where there is none. */
  async emailOf(person: string): Promise<string> {
    return (await this.#db.selectFrom('identities').select('email').where('person', '=', person).executeTakeFirst())?.email ?? '';
  }

  /** Takes a session's hash and the login at the provider that it belongs to; keeps that for as long as the session. */
  async link(session: string, { issuer, subject }: Identity, sid: string): Promise<void> {
    await this.#db.insertInto('sign_on_sessions').values({ session, issuer, subject, sid }).execute();
  }

  /** Takes a session's hash; tells whether it was begun at the provider. */
  async isLinked(session: string): Promise<boolean> {
    return await this.#db.selectFrom('sign_on_sessions').select('session').where('session', '=', session).executeTakeFirst() !== undefined;
  }

  /** Takes an issuer and the subject, the login there, or both (empty for neither); gives the sessions of that, with their persons. */
  async sessionsOf(issuer: string, subject: string, sid: string): Promise<{ session: string; person: string }[]> {
    let asked = this.#db.selectFrom('sign_on_sessions').innerJoin('sessions', 'sessions.hash', 'sign_on_sessions.session')
      .select(['sign_on_sessions.session', 'sessions.person']).where('issuer', '=', issuer);
    if (subject !== '') asked = asked.where('subject', '=', subject);
    if (sid !== '') asked = asked.where('sid', '=', sid);
    return await asked.execute();
  }
}
