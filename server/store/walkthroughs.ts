/**
 * Walkthroughs and their entries. An entry is added and never changed; each stands in the place after the one before it, so
 * that of two for one place the second is refused, and no run has two.
 */
import { type Kysely, sql } from 'kysely';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import type { WalkAct, WalkEntry, WalkHead, WalkText } from '../../common/walkthrough.ts';
import type { Tables } from './tables.ts';

type Texts = Readonly<Record<string, WalkText>>;

/** Idempotency key and digest of what was asked with it, in one word: a space lies between, which no key has. */
export type Keyed = `${string} ${string}`;

export interface NewWalk {
  head: WalkHead;
  texts: Texts;
  key: Keyed;
}

export interface NewEntry {
  walkthrough: string;
  /** the place it is for: one after the last */
  seq: number;
  at: number;
  /** empty for the server */
  by: string;
  /** what it was sent with; empty where nobody sent it */
  key: Keyed | '';
  act: WalkAct;
}

export interface WalkFilter {
  open: boolean;
  /** id of a person who began it or did something in it */
  of?: string | undefined;
  runbook?: string | undefined;
  procedure?: string | undefined;
  environment?: string | undefined;
  /** names of environments; null means all */
  environments: readonly string[] | null;
  /** those that come after this one in the list */
  before?: { at: number; id: string } | undefined;
  limit: number;
}

/** A walkthrough with its entries, in order. */
export interface StoredWalk {
  head: WalkHead;
  entries: WalkEntry[];
}

export class StoredWalks {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a person and a key; gives the id of the walkthrough they began with it, and the digest of what they asked; or null. */
  async begunWith(person: string, key: string): Promise<{ id: string; request: string } | null> {
    const row = await this.#db.selectFrom('walkthroughs').select(['id', 'begun_key']).where('begun_by', '=', person)
      .where('begun_key', '>=', `${key} `).where('begun_key', '<', `${key}!`).executeTakeFirst();
    return row === undefined ? null : { id: row.id, request: row.begun_key.slice(key.length + 1) };
  }

  /** Takes a person; gives how many walkthroughs that they began are open. */
  async countOpen(person: string): Promise<number> {
    const { count } = await this.#db.selectFrom('walkthroughs').select(({ fn }) => fn.countAll<number>().as('count'))
      .where('begun_by', '=', person).where('ended_at', 'is', null).executeTakeFirstOrThrow();
    return count;
  }

  /** Takes a new walkthrough; keeps it with its first entry. */
  async begin({ head, texts, key }: NewWalk): Promise<void> {
    const { id, runbook, procedure, environment, begunBy, begunAt } = head;
    await this.#db.transaction().execute(async (change) => {
      await change.insertInto('walkthroughs').values({
        id, runbook, procedure, environment, begun_by: begunBy, begun_key: key, begun_at: begunAt, ended_at: null, is_going: 0,
        head: JSON.stringify(head), texts: JSON.stringify(texts),
      }).execute();
      await addEntry(change, { walkthrough: id, seq: 1, at: begunAt, by: begunBy, key, act: { kind: 'begun' } });
    });
  }

  /** Takes an id; gives the walkthrough, or null. */
  async find(id: string): Promise<StoredWalk | null> {
    const row = await this.#db.selectFrom('walkthroughs').select('head').where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : { head: JSON.parse(row.head) as WalkHead, entries: (await this.#entries([id])).get(id) ?? [] };
  }

  /** Takes an id; gives the texts of its steps by digest, also of those that were renewed. */
  async texts(id: string): Promise<Texts> {
    const row = await this.#db.selectFrom('walkthroughs').select('texts').where('id', '=', id).executeTakeFirst();
    return row === undefined ? {} : JSON.parse(row.texts) as Texts;
  }

  /** Takes which; gives them, the newest first. */
  async list({ open, of, runbook, procedure, environment, environments, before, limit }: WalkFilter): Promise<StoredWalk[]> {
    const order = open ? 'begun_at' : 'ended_at';
    const rows = await this.#db.selectFrom('walkthroughs').select(['id', 'head'])
      .where('ended_at', open ? 'is' : 'is not', null)
      .$if(of !== undefined, (query) => query.where('id', 'in', (db) => db.selectFrom('walkthrough_people').select('walkthrough').where('person', '=', of ?? '')))
      .$if(runbook !== undefined, (query) => query.where('runbook', '=', runbook ?? ''))
      .$if(procedure !== undefined, (query) => query.where('procedure', '=', procedure ?? ''))
      .$if(environment !== undefined, (query) => query.where('environment', '=', environment ?? ''))
      .$if(environments !== null, (query) => query.where('environment', 'in', [...environments ?? []]))
      .$if(before !== undefined, (query) => query.where(({ eb, or, and }) => or([
        eb(order, '<', before?.at ?? 0), and([eb(order, '=', before?.at ?? 0), eb('id', '<', before?.id ?? '')]),
      ])))
      .orderBy(order, 'desc').orderBy('id', 'desc').limit(limit).execute();
    const entries = await this.#entries(rows.map(({ id }) => id));
    return rows.map(({ id, head }) => ({ head: JSON.parse(head) as WalkHead, entries: entries.get(id) ?? [] }));
  }

  /** Gives the ids of those that go on by themselves. */
  async going(): Promise<string[]> {
    const rows = await this.#db.selectFrom('walkthroughs').select('id').where('is_going', '=', 1).execute();
    return rows.map(({ id }) => id);
  }

  /** Takes a walkthrough, a person and a key; gives the digest of what they asked in it with that key, or null. */
  async doneWith(walkthrough: string, person: string, key: string): Promise<string | null> {
    const row = await this.#db.selectFrom('walkthrough_entries').select('key').where('walkthrough', '=', walkthrough).where('by', '=', person)
      .where('key', '>=', `${key} `).where('key', '<', `${key}!`).executeTakeFirst();
    return row?.key?.slice(key.length + 1) ?? null;
  }

  /** Takes a run; gives the walkthrough it is of, or null. */
  async ofRun(run: RunId): Promise<string | null> {
    const row = await this.#db.selectFrom('walkthrough_entries').select('walkthrough').where('run', '=', run).executeTakeFirst();
    return row?.walkthrough ?? null;
  }

  /** Takes new entries of one walkthrough; adds all of them, or throws and adds none. */
  async add(entries: readonly NewEntry[]): Promise<void> {
    await this.#db.transaction().execute(async (change) => { for (const entry of entries) await addEntry(change, entry); });
  }

  /** Takes an entry, a walkthrough with other steps, and their texts; takes these over and keeps those that are there. */
  async renew(entry: NewEntry, head: WalkHead, texts: Texts): Promise<void> {
    await this.#db.transaction().execute(async (change) => {
      const { texts: kept } = await change.selectFrom('walkthroughs').select('texts').where('id', '=', head.id).executeTakeFirstOrThrow();
      await change.updateTable('walkthroughs').set({ head: JSON.stringify(head), texts: JSON.stringify({ ...JSON.parse(kept) as Texts, ...texts }) })
        .where('id', '=', head.id).execute();
      await addEntry(change, entry);
    });
  }

  /** Takes ids of walkthroughs; gives the records of all runs made in them. */
  async runs(walkthroughs: readonly string[]): Promise<Run[]> {
    if (walkthroughs.length === 0) return [];
    const { rows } = await sql<{ record: string }>`select runs.record from walkthrough_entries as entry join runs on runs.id = entry.run
      where entry.run is not null and entry.walkthrough in (select value from json_each(${JSON.stringify(walkthroughs)}))`.execute(this.#db);
    // Only this room writes records, so they need no second check.
    return rows.map(({ record }) => JSON.parse(record) as Run);
  }

  /** Takes ids of persons; gives their names by id. */
  async names(persons: readonly string[]): Promise<Record<string, string>> {
    if (persons.length === 0) return {};
    const { rows } = await sql<{ id: string; name: string }>`select id, name from persons
      where id in (select value from json_each(${JSON.stringify(persons)}))`.execute(this.#db);
    return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
  }

  async #entries(walkthroughs: readonly string[]): Promise<Map<string, WalkEntry[]>> {
    const all = new Map<string, WalkEntry[]>();
    if (walkthroughs.length === 0) return all;
    const { rows } = await sql<Pick<Tables['walkthrough_entries'], 'walkthrough' | 'seq' | 'at' | 'by' | 'body'>>`
      select walkthrough, seq, at, "by", body from walkthrough_entries
      where walkthrough in (select value from json_each(${JSON.stringify(walkthroughs)})) order by walkthrough, seq`.execute(this.#db);
    for (const { walkthrough, seq, at, by, body } of rows) {
      const entries = all.get(walkthrough) ?? [];
      entries.push({ ...JSON.parse(body) as WalkAct, seq, at, by });
      all.set(walkthrough, entries);
    }
    return all;
  }
}

async function addEntry(change: Kysely<Tables>, { walkthrough, seq, at, by, key, act }: NewEntry): Promise<void> {
  await change.insertInto('walkthrough_entries').values({
    walkthrough, seq, at, by, key: key === '' ? null : key, run: act.kind === 'run' ? act.run : null, body: JSON.stringify(act),
  }).execute();
  // Whoever sees a walkthrough sees its runs.
  if (act.kind === 'run') await change.insertInto('shares').values({ run: act.run, at }).onConflict((conflict) => conflict.doNothing()).execute();
  if (act.kind === 'not-taken') await change.deleteFrom('shares').where('run', '=', act.run).execute();
  if (by !== '') await change.insertInto('walkthrough_people').values({ walkthrough, person: by }).onConflict((conflict) => conflict.doNothing()).execute();
  const columns = columnsAfter(act, at);
  if (columns !== null) await change.updateTable('walkthroughs').set(columns).where('id', '=', walkthrough).execute();
}

/** What lists ask for, as an entry leaves it; null where it leaves all as it was. */
function columnsAfter(act: WalkAct, at: number): Partial<Tables['walkthroughs']> | null {
  switch (act.kind) {
    case 'go-on': return { is_going: 1 };
    case 'hold': case 'lead': return { is_going: 0 };
    case 'ended': return { ended_at: at, is_going: 0 };
    case 'reopened': return { ended_at: null };
    default: return null;
  }
}
