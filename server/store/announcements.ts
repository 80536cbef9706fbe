/** What was announced, by whom, and where the post is. Kept as the record is: it says what others were told. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface Announced {
  readonly id: string;
  readonly person: string;
  readonly environment: string;
  readonly runbook: string;
  readonly step: string;
  /** as people write it, with `#` */
  readonly channel: string;
  readonly text: string;
  /** `sending` for long means that nobody knows whether it was posted */
  readonly state: 'sending' | 'posted' | 'refused' | 'practised';
  /** the post’s own address; empty while there is none */
  readonly permalink: string;
  /** Unix milliseconds */
  readonly at: number;
}

export class Announcements {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes an announcement and the sender's idempotency key; keeps it. Gives the one that is there when the key was used before, else null. */
  async begin(announced: Announced, key: string): Promise<Announced | null> {
    const added = await this.#db.insertInto('announcements').values({ ...announced, key })
      .onConflict((conflict) => conflict.columns(['person', 'key']).doNothing()).executeTakeFirst();
    if (Number(added.numInsertedOrUpdatedRows ?? 0n) === 1) return null;
    const row = await this.#db.selectFrom('announcements').selectAll().where('person', '=', announced.person).where('key', '=', key).executeTakeFirstOrThrow();
    return read(row);
  }

  /** Takes its id, what became of it, and the post's address. */
  async end(id: string, state: Announced['state'], permalink: string): Promise<void> {
    await this.#db.updateTable('announcements').set({ state, permalink }).where('id', '=', id).execute();
  }

  /** Takes a step and an environment; gives the last time it was announced there, or null. */
  async last(runbook: string, step: string, environment: string): Promise<Announced | null> {
    const row = await this.#db.selectFrom('announcements').selectAll()
      .where('runbook', '=', runbook).where('step', '=', step).where('environment', '=', environment).where('state', 'in', ['posted', 'practised'])
      .orderBy('at', 'desc').limit(1).executeTakeFirst();
    return row === undefined ? null : read(row);
  }
}

function read({ id, person, environment, runbook, step, channel, text, state, permalink, at }: Tables['announcements']): Announced {
  return { id, person, environment, runbook, step, channel, text, state, permalink, at };
}
