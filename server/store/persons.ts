/** The people this Handrail knows. */
import type { Kysely, Transaction } from 'kysely';
import type { PersonTold } from '../../common/account.ts';
import { isRole, type Role } from '../../common/rights.ts';
import type { Tables } from './tables.ts';

/** Undoes a transaction that would leave nobody who can administer. */
class NobodyLeft extends Error {}

export class Persons {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a person, the time and their roles; adds them unless their id is known. Tells whether they are new. */
  async add(person: { id: string; name: string }, now: number, roles: readonly Role[] = ['trainee']): Promise<boolean> {
    const added = await this.#db.insertInto('persons').values({ ...person, created_at: now, roles: JSON.stringify(roles), groups: '[]', disabled_at: null })
      .onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
    return added.numInsertedOrUpdatedRows === 1n;
  }

  /** Gives everybody, by name. */
  async list(now: number): Promise<PersonTold[]> {
    const rows = await this.#db.selectFrom('persons').leftJoin('passwords', 'passwords.person', 'persons.id')
      .leftJoin('login_attempts', 'login_attempts.name', 'persons.id')
      .select(['persons.id', 'persons.name', 'persons.roles', 'persons.groups', 'persons.created_at', 'persons.disabled_at', 'passwords.changed_at', 'login_attempts.locked_until'])
      .select((eb) => eb.selectFrom('sessions').select(({ fn }) => fn.max('used_at').as('at')).whereRef('sessions.person', '=', 'persons.id').as('used_at'))
      .orderBy('persons.name').orderBy('persons.id').execute();
    return rows.map((row) => ({
      id: row.id, name: row.name, roles: readRoles(row.roles), groups: readGroups(row.groups), since: row.created_at, disabledAt: row.disabled_at,
      hasPassword: row.changed_at !== null, lockedUntil: row.locked_until !== null && row.locked_until > now ? row.locked_until : null, usedAt: row.used_at,
    }));
  }

  /** Takes an id; gives the person's roles and groups and whether they are disabled, or null when there is nobody of that id. */
  async standing(id: string): Promise<{ name: string; roles: Role[]; groups: string[]; disabled: boolean } | null> {
    const found = await this.#db.selectFrom('persons').select(['name', 'roles', 'groups', 'disabled_at']).where('id', '=', id).executeTakeFirst();
    return found === undefined ? null : { name: found.name, roles: readRoles(found.roles), groups: readGroups(found.groups), disabled: found.disabled_at !== null };
  }

  /** Takes an id and the roles they have from now on. Tells whether it was done: not where nobody could administer then. */
  async setRoles(id: string, roles: readonly Role[]): Promise<boolean> {
    return await this.#unlessLastAdmin((db) => db.updateTable('persons').set({ roles: JSON.stringify(roles) }).where('id', '=', id).execute());
  }

  /** Takes an id and what groups their identity provider says they are in. */
  async setGroups(id: string, groups: readonly string[]): Promise<void> {
    await this.#db.updateTable('persons').set({ groups: JSON.stringify(groups) }).where('id', '=', id).execute();
  }

  /** Takes an id and since when they are disabled (null: not any more). Tells whether it was done: not where nobody could administer then. */
  async setDisabled(id: string, at: number | null): Promise<boolean> {
    return await this.#unlessLastAdmin((db) => db.updateTable('persons').set({ disabled_at: at }).where('id', '=', id).execute());
  }

  /** In one transaction, so that two admins cannot take away each other. */
  async #unlessLastAdmin(change: (db: Transaction<Tables>) => Promise<unknown>): Promise<boolean> {
    const isOne = async (db: Transaction<Tables>): Promise<boolean> => {
      const able = await db.selectFrom('persons').select('roles').where('disabled_at', 'is', null).execute();
      return able.some(({ roles }) => readRoles(roles).includes('admin'));
    };
    try {
      return await this.#db.transaction().execute(async (db) => {
        const before = await isOne(db);
        await change(db);
        if (before && !await isOne(db)) throw new NobodyLeft();
        return true;
      });
    } catch (error) {
      if (error instanceof NobodyLeft) return false;
      throw error;
    }
  }

  /** Takes an id; gives the person, or null. */
  async find(id: string): Promise<{ id: string; name: string } | null> {
    const found = await this.#db.selectFrom('persons').select(['id', 'name']).where('id', '=', id).executeTakeFirst();
    return found ? { ...found } : null;
  }
}

/** Takes roles as they are stored; gives them, without what is none. */
export function readRoles(stored: string): Role[] {
  return readGroups(stored).filter(isRole);
}

/** Takes groups as they are stored; gives them. */
export function readGroups(stored: string): string[] {
  const list: unknown = JSON.parse(stored);
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}
