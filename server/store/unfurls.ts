/** Which link in which message shows which run or walkthrough, so that it can be shown anew when that ends. Bounded, and forgotten in time. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** A link in a message: of one in the channel, or of one that somebody is still writing. */
export interface UnfurlPlace {
  readonly channel: string;
  /** Slack’s id of the message in its channel */
  readonly ts: string;
  /** Slack’s id of the link; empty when it gave none */
  readonly unfurlId: string;
  readonly source: string;
  /** as it stands in the message */
  readonly url: string;
}

/** Rows, the newest; and how long each is kept, in milliseconds: nobody looks for the end of a run in a message older than that. */
const mostKept = 5_000;
const keptMs = 7 * 24 * 3_600_000;

export class Unfurls {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes what is shown (`run:…` or `walkthrough:…`), where, and the time; keeps it. */
  async keep(subject: string, place: UnfurlPlace, now: number): Promise<void> {
    const { channel, ts, unfurlId, source, url } = place;
    await this.#db.insertInto('slack_unfurls').values({ subject, channel, ts, url, unfurl_id: unfurlId, source, at: now })
      .onConflict((conflict) => conflict.columns(['subject', 'channel', 'ts', 'url']).doUpdateSet({ unfurl_id: unfurlId, source, at: now })).execute();
  }

  /** Takes what is shown; gives where. */
  async of(subject: string): Promise<UnfurlPlace[]> {
    const rows = await this.#db.selectFrom('slack_unfurls').selectAll().where('subject', '=', subject).orderBy('at', 'desc').limit(50).execute();
    return rows.map(({ channel, ts, unfurl_id: unfurlId, source, url }) => ({ channel, ts, unfurlId, source, url }));
  }

  /** Takes the time; forgets what is old, and what there is too much of. */
  async sweep(now: number): Promise<void> {
    await this.#db.deleteFrom('slack_unfurls').where('at', '<', now - keptMs).execute();
    const last = await this.#db.selectFrom('slack_unfurls').select('at').orderBy('at', 'desc').offset(mostKept).limit(1).executeTakeFirst();
    if (last !== undefined) await this.#db.deleteFrom('slack_unfurls').where('at', '<=', last.at).execute();
  }
}
