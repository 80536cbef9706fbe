/**
 * What is still to be told outside: messages that wait for a chat or a webhook to take them. Each is kept before it is sent
 * and until it was taken, so that it is told at least once; its key tells it from what was told already. Bounded.
 */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface Letter {
  readonly id: number;
  /** what it is about and to whom: the same is taken once */
  readonly key: string;
  readonly kind: string;
  /** where it goes: what goes to one place is sent in order */
  readonly lane: string;
  readonly body: unknown;
  /** times that sending it was begun before: whether it was taken then is not always known */
  readonly attempts: number;
  /** Unix milliseconds */
  readonly createdAt: number;
}

/** Letters that wait: to one place, and in all. One place that takes nothing must not silence the others. */
const mostWaiting = { lane: 1_000, all: 10_000 } as const;
/** How long one that was taken is remembered, in milliseconds: longer than Slack repeats an event, and than a record takes to be kept. */
const rememberedMs = 24 * 3_600_000;

export class Outbox {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a letter and the time (Unix milliseconds); keeps it. Gives what became of it: the same key again is `known`. */
  async add(letter: Pick<Letter, 'key' | 'kind' | 'lane' | 'body'>, now: number): Promise<'new' | 'known' | 'full'> {
    const { key, kind, lane, body } = letter;
    if (await this.#waiting() >= mostWaiting.all || await this.#waiting(lane) >= mostWaiting.lane) return 'full';
    const added = await this.#db.insertInto('outbox')
      .values({ key, kind, lane, body: JSON.stringify(body), attempts: 0, created_at: now, next_at: now, done_at: null })
      .onConflict((conflict) => conflict.column('key').doNothing()).executeTakeFirst();
    return Number(added.numInsertedOrUpdatedRows ?? 0n) === 1 ? 'new' : 'known';
  }

  async #waiting(lane?: string): Promise<number> {
    const all = this.#db.selectFrom('outbox').select(({ fn }) => fn.countAll<number>().as('waiting')).where('done_at', 'is', null);
    return (await (lane === undefined ? all : all.where('lane', '=', lane)).executeTakeFirstOrThrow()).waiting;
  }

  /** Takes the time and how many; gives the first letter of each lane whose turn it is. */
  async due(now: number, most: number): Promise<Letter[]> {
    const rows = await this.#db.selectFrom('outbox').selectAll()
      .where('id', 'in', ({ selectFrom }) => selectFrom('outbox').select(({ fn }) => fn.min<number>('id').as('id')).where('done_at', 'is', null).groupBy('lane'))
      .where('next_at', '<=', now).orderBy('id').limit(most).execute();
    return rows.map(({ id, key, kind, lane, body, attempts, created_at: createdAt }) => ({ id, key, kind, lane, body: JSON.parse(body) as unknown, attempts, createdAt }));
  }

  /** Gives when the next letter is due, Unix milliseconds; null when none waits. */
  async nextAt(): Promise<number | null> {
    const row = await this.#db.selectFrom('outbox').select(({ fn }) => fn.min<number | null>('next_at').as('at'))
      .where('id', 'in', ({ selectFrom }) => selectFrom('outbox').select(({ fn }) => fn.min<number>('id').as('id')).where('done_at', 'is', null).groupBy('lane')).executeTakeFirst();
    return row?.at ?? null;
  }

  /** Takes a letter that is about to be sent. Whoever finds it after a crash knows that it may have been. */
  async begin(id: number): Promise<void> {
    await this.#db.updateTable('outbox').set((row) => ({ attempts: row('attempts', '+', 1) })).where('id', '=', id).execute();
  }

  /** Takes a letter that was taken, or given up, and when. Its body is forgotten. */
  async done(id: number, now: number): Promise<void> {
    await this.#db.updateTable('outbox').set({ done_at: now, body: 'null' }).where('id', '=', id).execute();
  }

  /** Takes a letter that was not taken, and when it is tried again. */
  async later(id: number, nextAt: number): Promise<void> {
    await this.#db.updateTable('outbox').set({ next_at: nextAt }).where('id', '=', id).execute();
  }

  /** Takes the time; forgets what was taken long ago. */
  async sweep(now: number): Promise<void> {
    await this.#db.deleteFrom('outbox').where('done_at', '<', now - rememberedMs).execute();
  }
}
