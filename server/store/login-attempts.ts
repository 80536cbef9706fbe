/** Wrong passwords, counted by the name they were tried for. Names nobody has are counted alike, so that none can be told apart. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface Attempts {
  readonly failures: number;
  /** Unix milliseconds; 0 when it takes the next at once */
  readonly lockedUntil: number;
}

/** How attempts add up: what was before and the time in, what is after out, or null when it takes none now. */
export interface AttemptRule {
  next(before: Attempts, now: number): Attempts | null;
  /** attempts are remembered this long, in milliseconds */
  readonly forgetAfterMs: number;
  /** names remembered at most; beyond it the ones that were tried longest ago are forgotten */
  readonly mostNames: number;
}

export class LoginAttempts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Takes a name, the time and the rule; counts an attempt as a wrong one before it is looked at, so that of many at once
   * no more pass than one after the other would. Gives whether it may go on, and from when the next may come.
   */
  async begin(name: string, now: number, rule: AttemptRule): Promise<{ mayGoOn: boolean; lockedUntil: number }> {
    return await this.#db.transaction().execute(async (db) => {
      await db.deleteFrom('login_attempts').where('last_at', '<', now - rule.forgetAfterMs).execute();
      const known = await db.selectFrom('login_attempts').selectAll().where('name', '=', name).executeTakeFirst();
      const before: Attempts = known === undefined ? { failures: 0, lockedUntil: 0 } : { failures: known.failures, lockedUntil: known.locked_until };
      const after = rule.next(before, now);
      if (after === null) return { mayGoOn: false, lockedUntil: before.lockedUntil };
      const row = { failures: after.failures, last_at: now, locked_until: after.lockedUntil };
      await db.insertInto('login_attempts').values({ name, ...row }).onConflict((conflict) => conflict.column('name').doUpdateSet(row)).execute();
      if (known === undefined) await forgetOldest(db, rule.mostNames);
      return { mayGoOn: true, lockedUntil: after.lockedUntil };
    });
  }

  /** Takes a name whose password was right; forgets what was wrong before. */
  async forget(name: string): Promise<void> {
    await this.#db.deleteFrom('login_attempts').where('name', '=', name).execute();
  }

  /** Takes a name and the time; gives until when it takes no password (Unix milliseconds), or null. */
  async lockedUntil(name: string, now: number): Promise<number | null> {
    const known = await this.#db.selectFrom('login_attempts').select('locked_until').where('name', '=', name).executeTakeFirst();
    return known !== undefined && known.locked_until > now ? known.locked_until : null;
  }
}

async function forgetOldest(db: Kysely<Tables>, most: number): Promise<void> {
  const { count } = await db.selectFrom('login_attempts').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  if (count <= most) return;
  await db.deleteFrom('login_attempts').where('name', 'in', db.selectFrom('login_attempts').select('name').orderBy('last_at').limit(count - most)).execute();
}
