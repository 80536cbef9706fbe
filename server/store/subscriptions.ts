/** Who waits to be told of which end, and who was told lately. */
import type { Kysely } from 'kysely';
import { mostWaiting, type Outcome, type Reach, remembered, type Subject } from '../../common/subscription.ts';
import type { Tables } from './tables.ts';

export interface StoredSubscription extends Subject {
  readonly person: string;
  readonly runbook: string;
  readonly title: string;
  readonly environment: string;
  /** Slack's id of the channel that is told, too; empty for none */
  readonly channel: string;
  /** how the person was reached at Slack when they asked */
  readonly reach: Reach;
  /** Unix milliseconds */
  readonly at: number;
  /** null while it is waited for */
  readonly end: { readonly outcome: Outcome; readonly at: number } | null;
}

export class Subscriptions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes one that waits; keeps it, in place of what the person had of the same. Tells whether there was room. */
  async add({ person, of, id, runbook, title, environment, channel, reach, at }: Omit<StoredSubscription, 'end'>): Promise<boolean> {
    return await this.#db.transaction().execute(async (change) => {
      const { waiting } = await change.selectFrom('subscriptions').select(({ fn }) => fn.countAll<number>().as('waiting')).where('person', '=', person)
        .where('told_at', 'is', null).where(({ not, and, eb }) => not(and([eb('kind', '=', of), eb('subject', '=', id)]))).executeTakeFirstOrThrow();
      if (waiting >= mostWaiting) return false;
      await change.insertInto('subscriptions').orReplace().values({ person, kind: of, subject: id, runbook, title, environment, channel, reach, at, told_at: null, outcome: null }).execute();
      return true;
    });
  }

  /** Takes who and what; gives theirs, or null. */
  async find(person: string, { of, id }: Subject): Promise<StoredSubscription | null> {
    const row = await this.#db.selectFrom('subscriptions').selectAll().where('person', '=', person).where('kind', '=', of).where('subject', '=', id).executeTakeFirst();
    return row === undefined ? null : read(row);
  }

  /** Takes what ended; gives those that wait for it. */
  async waitingFor({ of, id }: Subject): Promise<StoredSubscription[]> {
    return (await this.#db.selectFrom('subscriptions').selectAll().where('kind', '=', of).where('subject', '=', id).where('told_at', 'is', null).execute()).map(read);
  }

  /** Gives everything that anybody waits for, each once. */
  async awaited(): Promise<Subject[]> {
    const rows = await this.#db.selectFrom('subscriptions').select(['kind', 'subject']).distinct().where('told_at', 'is', null).execute();
    return rows.map(({ kind, subject }) => ({ of: kind, id: subject }));
  }

  /** Takes a person; gives theirs: those that wait and the latest that were told, the newest first. */
  async of(person: string): Promise<StoredSubscription[]> {
    const theirs = this.#db.selectFrom('subscriptions').selectAll().where('person', '=', person);
    const told = await theirs.where('told_at', 'is not', null).orderBy('told_at', 'desc').limit(remembered.most).execute();
    return [...told, ...await theirs.where('told_at', 'is', null).orderBy('at', 'desc').execute()].map(read);
  }

  /** Takes a person; gives how many of theirs there are, waiting or told lately. */
  async count(person: string): Promise<number> {
    return (await this.#db.selectFrom('subscriptions').select(({ fn }) => fn.countAll<number>().as('count')).where('person', '=', person).executeTakeFirstOrThrow()).count;
  }

  /** Takes who, what, and how it ended; they are told now. Tells whether they waited for it still. */
  async told(person: string, { of, id }: Subject, { outcome, at }: { outcome: Outcome; at: number }): Promise<boolean> {
    const changed = await this.#db.updateTable('subscriptions').set({ told_at: at, outcome }).where('person', '=', person).where('kind', '=', of).where('subject', '=', id)
      .where('told_at', 'is', null).executeTakeFirst();
    return changed.numUpdatedRows === 1n;
  }

  /** Takes who and what; forgets it. */
  async remove(person: string, { of, id }: Subject): Promise<void> {
    await this.#db.deleteFrom('subscriptions').where('person', '=', person).where('kind', '=', of).where('subject', '=', id).execute();
  }

  /** Takes the time; forgets what was told long ago. */
  async sweep(now: number): Promise<void> {
    await this.#db.deleteFrom('subscriptions').where('told_at', '<', now - remembered.forMs).execute();
  }
}

function read({ person, kind: of, subject: id, runbook, title, environment, channel, reach, at, told_at: toldAt, outcome }: Tables['subscriptions']): StoredSubscription {
  return { person, of, id, runbook, title, environment, channel, reach, at, end: toldAt === null || outcome === null ? null : { outcome, at: toldAt } };
}
