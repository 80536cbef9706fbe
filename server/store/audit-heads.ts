/** Where chains of the record stood: a second place that knows it, for when the end of one is cut off. */
import { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { ChainHead } from '../../common/chain.ts';
import type { Tables } from './tables.ts';

export class AuditHeads {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes a chain and where it stands on the disk; keeps it. */
  async keep(chain: string, { seq, hash }: ChainHead): Promise<void> {
    await this.#db.insertInto('audit_heads').values({ chain, seq, hash }).onConflict((conflict) => conflict.column('chain').doUpdateSet({ seq, hash })).execute();
  }
}

/** Takes the path of a database; gives the heads in it, or null while a server holds it, when there is none, or it knows none yet. */
export function headsIn(path: string): { chain: string; head: ChainHead }[] | null {
  try {
    using database = new DatabaseSync(path, { readOnly: true });
    return database.prepare('select chain, seq, hash from audit_heads').all().map((row) => ({ chain: String(row.chain), head: { seq: Number(row.seq), hash: String(row.hash) } }));
  } catch {
    return null;
  }
}
