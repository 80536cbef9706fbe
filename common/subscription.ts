/**
 * Being told when a run or a walkthrough ends, because one asked for it.
 *
 * Over HTTP (JSON; errors as everywhere):
 * - `GET /api/subscriptions` → `SubscriptionList`
 * - `POST /api/subscriptions` with `SubscriptionAsked` → `SubscriptionList`; the same again changes the channel
 * - `POST /api/subscriptions/take-back` with `Subject` → `SubscriptionList`; also of one that was told, once it was seen
 * Over the socket: topic `told:` tells a `SubscriptionList` whenever that changes.
 */

/** Ends that one person may wait for at once. */
export const mostWaiting = 50;
/** Ends that were told are remembered so long for a page that was not open, in milliseconds, and so many of them. */
export const remembered = { forMs: 24 * 3_600_000, most: 20 } as const;

/** How something ended. A walkthrough ends finished or unfinished, a run in one of the other ways. */
export const outcomes = ['as-expected', 'not-as-expected', 'stopped', 'timed-out', 'lost', 'finished', 'unfinished'] as const;
export type Outcome = (typeof outcomes)[number];

/** What comes after “It”. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  'as-expected': 'ended as expected', 'not-as-expected': 'did not end as expected', stopped: 'was stopped', 'timed-out': 'ran into its time limit',
  lost: 'was lost: how it ended is not known', finished: 'ended, with every step done', unfinished: 'ended before every step was done',
};

/** Read first, and where there is no room for more. */
export const outcomeMarks: Readonly<Record<Outcome, string>> = {
  'as-expected': '✔', 'not-as-expected': '✘', stopped: '■', 'timed-out': '✘', lost: '?', finished: '✔', unfinished: '■',
};

/** What is waited for. */
export interface Subject {
  readonly of: 'run' | 'walkthrough';
  readonly id: string;
}

/** `channel` is the id of one that `mayChannels` of the subscription names; left out for none. */
export type SubscriptionAsked = Subject & { readonly channel?: string };

/**
 * How somebody is reached at Slack: by a direct message; not known yet, since it did not answer; not, since it knows nobody of
 * their address; since we know no address; since it does not let us look; or since there is no Slack here.
 */
export type Reach = 'direct' | 'away' | 'stranger' | 'no-address' | 'refused' | 'none';

export interface Channel {
  /** Slack's */
  readonly id: string;
  /** with `#` */
  readonly name: string;
}

/** One end that somebody waits for, or was told of. Nothing of what was printed is ever a part of it. */
export interface Subscription extends Subject {
  readonly title: string;
  readonly environment: string;
  /** the channel that is told too; null for none */
  readonly channel: Channel | null;
  /** channels that could be */
  readonly mayChannels: readonly Channel[];
  readonly reach: Reach;
  /** null while it is waited for; `at` is when it was told, Unix milliseconds */
  readonly end: { readonly outcome: Outcome; readonly at: number } | null;
}

/** One's own: those that wait and those that were told lately, the newest first. */
export interface SubscriptionList {
  readonly subscriptions: readonly Subscription[];
}

/** Takes what is waited for; gives the path that leads there. */
export function pathTo({ of, id }: Subject): string {
  return of === 'run' ? `/go/run/${id}` : `/go/w/${id}`;
}

const reachWords: Readonly<Record<Reach, string>> = {
  direct: ', and by a direct message in Slack.', none: '.',
  away: '. Slack does not answer now; you get a direct message if it does by then.',
  stranger: ', not in Slack: it knows nobody by your e-mail address.',
  'no-address': ', not in Slack: Handrail knows no e-mail address of yours.',
  refused: ', not in Slack: it does not let Handrail look for you. Tell whoever runs Handrail.',
};

/** Takes a subscription; gives in a sentence how its person will be told. */
export function howTold({ reach, channel }: Pick<Subscription, 'reach' | 'channel'>): string {
  return `You are told in each tab of Handrail that is open${reachWords[reach]}${channel === null ? '' : ` ${channel.name} is told, too.`}`;
}
