/** Personal access tokens, by the hash of their secret. */
import type { Kysely } from 'kysely';
import type { TokenTold } from '../../common/account.ts';
import { isRight, type Right, type Role } from '../../common/rights.ts';
import { readGroups, readRoles } from './persons.ts';
import type { Tables } from './tables.ts';

export interface TokenFound {
  readonly id: string;
  readonly person: { readonly id: string; readonly name: string };
  readonly roles: readonly Role[];
  readonly groups: readonly string[];
  readonly rights: readonly Right[];
  readonly environments: readonly string[] | null;
  readonly usedAt: number | null;
}

export class StoredTokens {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes whose it is, the hash of its secret and what it may; keeps it, unless they have `most` already. Tells whether it was kept. */
  async add(person: string, hash: string, token: TokenTold, most: number): Promise<boolean> {
    const added = await this.#db.transaction().execute(async (db) => {
      const { count } = await db.selectFrom('tokens').select(({ fn }) => fn.countAll<number>().as('count')).where('person', '=', person).executeTakeFirstOrThrow();
      if (count >= most) return false;
      await db.insertInto('tokens').values({
        id: token.id, hash, person, name: token.name, rights: JSON.stringify(token.rights),
        environments: token.environments === null ? null : JSON.stringify(token.environments),
        created_at: token.createdAt, expires_at: token.expiresAt, used_at: null,
      }).execute();
      return true;
    });
    return added;
  }

  /** Takes a hash and the time; gives the token and whose it is, or null: none, expired, or its person is disabled. */
  async find(hash: string, now: number): Promise<TokenFound | null> {
    const found = await this.#db.selectFrom('tokens').innerJoin('persons', 'persons.id', 'tokens.person')
      .select(['tokens.id', 'tokens.person', 'persons.name', 'persons.roles', 'persons.groups', 'tokens.rights', 'tokens.environments', 'tokens.used_at'])
      .where('hash', '=', hash).where('expires_at', '>', now).where('disabled_at', 'is', null).executeTakeFirst();
    return found === undefined ? null : {
      id: found.id, person: { id: found.person, name: found.name }, roles: readRoles(found.roles), groups: readGroups(found.groups),
      rights: readGroups(found.rights).filter(isRight), environments: found.environments === null ? null : readGroups(found.environments), usedAt: found.used_at,
    };
  }

  /** Takes a person's id; gives their tokens, the newest first. */
  async list(person: string): Promise<TokenTold[]> {
    const rows = await this.#db.selectFrom('tokens').selectAll().where('person', '=', person).orderBy('created_at', 'desc').execute();
    return rows.map((row) => ({
      id: row.id, name: row.name, rights: readGroups(row.rights).filter(isRight), environments: row.environments === null ? null : readGroups(row.environments),
      createdAt: row.created_at, expiresAt: row.expires_at, usedAt: row.used_at,
    }));
  }

  /** Takes a hash and the time it was used. */
  async touch(hash: string, now: number): Promise<void> {
    await this.#db.updateTable('tokens').set({ used_at: now }).where('hash', '=', hash).execute();
  }

  /** Takes whose it is and its id; gives the hash of its secret, or null when they have no such token. */
  async hashOf(person: string, id: string): Promise<string | null> {
    const found = await this.#db.selectFrom('tokens').select('hash').where('person', '=', person).where('id', '=', id).executeTakeFirst();
    return found?.hash ?? null;
  }

  /** Takes a hash; the token is gone. */
  async remove(hash: string): Promise<void> {
    await this.#db.deleteFrom('tokens').where('hash', '=', hash).execute();
  }

  /** Takes a time; forgets tokens that expired before it. */
  async prune(before: number): Promise<void> {
    await this.#db.deleteFrom('tokens').where('expires_at', '<', before).execute();
  }
}
