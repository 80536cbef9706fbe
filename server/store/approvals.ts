/**
 * Requests that others let one run, and who approved them. What ends a request, and what counts for it, is one statement
 * each that asks whether it is still open: two at once cannot both succeed.
 */
import { type Kysely, sql } from 'kysely';
import type { Ending, Vote } from '../../common/approval.ts';
import type { Tables } from './tables.ts';

export type StoredApproval = Omit<Tables['approvals'], 'facts'> & { votes: Vote[] };

const columns = ['id', 'person', 'needed', 'asked_at', 'expires_at', 'ending', 'ended_at', 'ended_by', 'why', 'run', 'record'] as const;

export class StoredApprovals {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a new request and how many its person may have open; keeps it. Tells whether it did. */
  async add(row: Pick<Tables['approvals'], 'id' | 'person' | 'needed' | 'asked_at' | 'expires_at' | 'record' | 'facts'>, most: number): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const { count } = await db.selectFrom('approvals').select(({ fn }) => fn.countAll<number>().as('count'))
        .where('person', '=', row.person).where('ending', 'is', null).executeTakeFirstOrThrow();
      if (count >= most) return false;
      await db.insertInto('approvals').values({ ...row, ending: null, ended_at: null, ended_by: '', why: '', run: null }).execute();
      return true;
    });
  }

  /** Takes an id; gives the request, or null. */
  async find(id: string): Promise<StoredApproval | null> {
    const [found] = await this.#withVotes(await this.#db.selectFrom('approvals').select(columns).where('id', '=', id).execute());
    return found ?? null;
  }

  /** Takes an id; gives the facts of the workspace it was asked for, as JSON, or null once they are forgotten. */
  async facts(id: string): Promise<string | null> {
    return (await this.#db.selectFrom('approvals').select('facts').where('id', '=', id).executeTakeFirst())?.facts ?? null;
  }

  /** Takes how many at most; gives those that are open, the oldest first. */
  async open(most: number): Promise<StoredApproval[]> {
    return await this.#withVotes(await this.#db.selectFrom('approvals').select(columns).where('ending', 'is', null).orderBy('asked_at').limit(most).execute());
  }

  /** Takes a person and how many at most; gives theirs, the newest first. */
  async of(person: string, most: number): Promise<StoredApproval[]> {
    return await this.#withVotes(await this.#db.selectFrom('approvals').select(columns).where('person', '=', person).orderBy('asked_at', 'desc').limit(most).execute());
  }

  /** Takes the time; gives the ids of those that are open and have expired. */
  async overdue(now: number): Promise<string[]> {
    const rows = await this.#db.selectFrom('approvals').select('id').where('ending', 'is', null).where('expires_at', '<=', now).execute();
    return rows.map(({ id }) => id);
  }

  /** Takes a request and an approval of it; keeps it. Tells whether it did: not of one that is over, and not twice of one person. */
  async approve(id: string, { person, at, reason }: Vote): Promise<boolean> {
    const added = await sql`insert into approval_votes (approval, person, at, reason)
      select id, ${person}, ${at}, ${reason} from approvals where id = ${id} and ending is null and expires_at > ${at} and person <> ${person}
      on conflict do nothing`.execute(this.#db);
    return added.numAffectedRows === 1n;
  }

  /** Takes a request and how it ends; ends it. Tells whether it did: not what is over. */
  async end(id: string, ending: Exclude<Ending, 'used'>, at: number, by: string, why: string): Promise<boolean> {
    const ended = await this.#db.updateTable('approvals').set({ ending, ended_at: at, ended_by: by, why })
      .where('id', '=', id).where('ending', 'is', null).executeTakeFirst();
    return ended.numUpdatedRows === 1n;
  }

  /** Takes a request, the run it is for and the time; uses it up. Tells whether it did: not what is over or expired. */
  async use(id: string, run: string, at: number): Promise<boolean> {
    const used = await this.#db.updateTable('approvals').set({ ending: 'used', ended_at: at, run })
      .where('id', '=', id).where('ending', 'is', null).where('expires_at', '>', at).executeTakeFirst();
    return used.numUpdatedRows === 1n;
  }

  /** Takes a time; forgets the facts of what ended before it: they hold files. */
  async forgetFacts(before: number): Promise<void> {
    await this.#db.updateTable('approvals').set({ facts: null }).where('ended_at', '<', before).where('facts', 'is not', null).execute();
  }

  async #withVotes(rows: Omit<StoredApproval, 'votes'>[]): Promise<StoredApproval[]> {
    if (rows.length === 0) return [];
    const votes = await this.#db.selectFrom('approval_votes').selectAll().where('approval', 'in', rows.map(({ id }) => id)).orderBy('at').execute();
    return rows.map((row) => ({ ...row, votes: votes.filter(({ approval }) => approval === row.id).map(({ person, at, reason }) => ({ person, at, reason })) }));
  }
}
