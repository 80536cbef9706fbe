/** What the overview of trust shows, and in which order. Pure. */
import type { Standing } from '../../../common/standing.ts';
import { byTrust, type Telling, type Trust, trustOf } from '../../../common/trust.ts';

export interface Entry {
  standing: Standing;
  trust: Trust;
}

export const orders = ['worst', 'best', 'title', 'tried', 'review'] as const;
export type Order = (typeof orders)[number];

export interface Choice {
  owner: string;
  service: string;
  order: Order;
}

export const everything: Choice = { owner: '', service: '', order: 'worst' };

/** Takes the query of an address; gives the choice it makes. What it does not know is left out. */
export function readChoice(search: string): Choice {
  const query = new URLSearchParams(search);
  const order = orders.find((one) => one === query.get('order')) ?? 'worst';
  return { owner: query.get('owner') ?? '', service: query.get('service') ?? '', order };
}

/** Takes a choice; gives the query that makes it, empty for everything. */
export function writeChoice({ owner, service, order }: Choice): string {
  const query = new URLSearchParams();
  if (owner !== '') query.set('owner', owner);
  if (service !== '') query.set('service', service);
  if (order !== 'worst') query.set('order', order);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** Takes runbooks, a choice and how to tell time; gives those chosen, each with how far it can be trusted, in order. */
export function entriesOf(runbooks: readonly Standing[], choice: Choice, telling: Telling): Entry[] {
  return runbooks
    .filter(({ owners, service }) => (choice.owner === '' || owners.includes(choice.owner)) && (choice.service === '' || service === choice.service))
    .map((standing) => ({ standing, trust: trustOf(standing, telling) }))
    .sort(compare[choice.order]);
}

const compare: Readonly<Record<Order, (one: Entry, other: Entry) => number>> = {
  worst: byTrust,
  best: (one, other) => byTrust(other, one),
  title: (one, other) => one.standing.title.localeCompare(other.standing.title, 'en'),
  // Never tried, and never reviewed, come first: the longest ago of all.
  tried: (one, other) => (one.standing.tally.since ?? 0) - (other.standing.tally.since ?? 0) || byTrust(one, other),
  review: (one, other) => due(one.standing) - due(other.standing) || byTrust(one, other),
};

function due({ reviewed, reviewEvery }: Standing): number {
  return reviewed === null ? 0 : Date.parse(reviewed) + reviewEvery * 86_400_000;
}

/** Takes values that repeat; gives each once, in the order of the alphabet. */
export function each(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').sort((one, other) => one.localeCompare(other, 'en'));
}
