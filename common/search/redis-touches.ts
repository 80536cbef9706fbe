/** The keys and consumer groups that a Redis command names. https://redis.io/docs/latest/develop/reference/key-specs/ */
import type { Touch } from './touch.ts';

/** Each word of a command, with every value it may have. */
export type Words = readonly (readonly string[])[];

/** Commands without a key. */
const keyless = new Set(`acl auth bgrewriteaof bgsave client cluster command config dbsize debug discard echo eval evalsha exec failover fcall flushall
  flushdb function hello info lastsave latency lolwut module monitor multi ping psubscribe publish pubsub quit randomkey replicaof role save script select shutdown
  slaveof slowlog subscribe swapdb sync time unsubscribe unwatch wait`.trim().split(/\s+/));
/** Commands whose every argument is a key. */
const onlyKeys = new Set(['del', 'exists', 'mget', 'pfcount', 'pfmerge', 'sdiff', 'sinter', 'sunion', 'touch', 'unlink', 'watch']);
/** Commands with a word before the key. */
const later = new Set(['xinfo', 'xgroup', 'object', 'memory', 'bitop']);

/** Takes a command's words; gives the keys and groups it touches. A pattern is told as it is written. */
export function redisTouches(words: Words): Touch[] {
  const name = words[0]?.[0]?.toLowerCase() ?? '';
  const keys = (at: readonly (readonly string[])[]): Touch[] => at.flatMap((values) => values.map((value) => ({ kind: 'stream', name: value })));
  const groups = (values: readonly string[] = []): Touch[] => values.map((value) => ({ kind: 'group', name: value }));
  if (name === '' || keyless.has(name)) return [];
  if (name === 'scan') return keys(after(words, 'match').slice(0, 1));
  if (onlyKeys.has(name)) return keys(words.slice(1));
  if (name === 'xread' || name === 'xreadgroup') {
    const streams = after(words, 'streams');
    return [...keys(streams.slice(0, streams.length / 2)), ...(name === 'xreadgroup' ? groups(after(words, 'group')[0]) : [])];
  }
  if (later.has(name)) return [...keys(words.slice(2, 3)), ...(name === 'xgroup' || isOf(words[1], 'consumers') ? groups(words[3]) : [])];
  return [...keys(words.slice(1, 2)), ...(['xpending', 'xack', 'xclaim', 'xautoclaim'].includes(name) ? groups(words[2]) : [])];
}

function after(words: Words, word: string): Words {
  const at = words.findIndex((values) => isOf(values, word));
  return at === -1 ? [] : words.slice(at + 1);
}

function isOf(values: readonly string[] | undefined, word: string): boolean {
  return values?.[0]?.toLowerCase() === word;
}
