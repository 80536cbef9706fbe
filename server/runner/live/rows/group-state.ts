/**
 * A consumer group of a stream, out of what Redis answers: `XINFO GROUPS` and `XINFO CONSUMERS`, or both at once with
 * `XINFO STREAM … FULL`. https://redis.io/docs/latest/commands/xinfo-stream/. Pure.
 */
import type { ConsumerRow, GroupState } from '../../../../common/panel.ts';
import type { Answer } from '../redis-text.ts';
import { countIn, textIn } from './told.ts';

/** Consumers that are shown, those with most in hand first: a group that nobody tidies has hundreds. */
export const mostConsumers = 10;

type Fields = Readonly<Record<string, Answer>>;

/** Takes the answer to `XINFO STREAM key FULL` and a group's name; gives the group, null when there is none. */
export function groupInStream(answer: Answer, group: string): { group: GroupState; more: boolean } | null {
  const stream = fieldsOf(answer);
  const found = itemsOf(stream['groups']).map(fieldsOf).find((one) => one['name'] === group);
  if (found === undefined) return null;
  const consumers = itemsOf(found['consumers']).map(fieldsOf);
  return stateOf({ length: stream['length'], found, pending: found['pel-count'] }, consumers.map((one) => rowOf(one, one['pel-count'], typeof one['seen-time'] === 'number' ? one['seen-time'] : null)));
}

/** Takes the answers to `XLEN`, `XINFO GROUPS` and `XINFO CONSUMERS`, and a group's name; gives the group, null when there is none. */
export function groupInList(length: Answer, groups: Answer, consumers: Answer, group: string, now: number): { group: GroupState; more: boolean } | null {
  const found = itemsOf(groups).map(fieldsOf).find((one) => one['name'] === group);
  if (found === undefined) return null;
  return stateOf({ length, found, pending: found['pending'] }, itemsOf(consumers).map(fieldsOf).map((one) => rowOf(one, one['pending'], typeof one['idle'] === 'number' ? roughly(now - one['idle']) : null)));
}

function stateOf({ length, found, pending }: { length: Answer | undefined; found: Fields; pending: Answer | undefined }, consumers: readonly ConsumerRow[]): { group: GroupState; more: boolean } {
  const lag = found['lag'];
  return {
    group: {
      length: countIn(length), lag: typeof lag === 'number' ? countIn(lag) : null, pending: countIn(pending), lastDelivered: textIn(found['last-delivered-id'], 60), known: consumers.length,
      consumers: [...consumers].sort((one, other) => other.pending - one.pending || (one.name < other.name ? -1 : 1)).slice(0, mostConsumers),
    },
    more: consumers.length > mostConsumers,
  };
}

function rowOf(consumer: Fields, pending: Answer | undefined, seen: number | null): ConsumerRow {
  return { name: textIn(consumer['name']), pending: countIn(pending), seen };
}

/** Redis tells how long ago: computed anew each time, the same moment would be another by some milliseconds. */
function roughly(time: number): number {
  return Math.round(time / 5_000) * 5_000;
}

function itemsOf(answer: Answer | undefined): readonly Answer[] {
  return Array.isArray(answer) ? answer : [];
}

/** Redis tells records as flat lists: name, value, name, value. */
function fieldsOf(answer: Answer): Fields {
  const items = itemsOf(answer);
  return Object.fromEntries(items.flatMap((name, at): [string, Answer][] => (at % 2 === 0 && typeof name === 'string' ? [[name, items[at + 1] ?? null]] : [])));
}
