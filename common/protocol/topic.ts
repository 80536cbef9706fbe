/**
 * What a page can follow over its socket beside runs: `walkthrough:<id>`, say. A topic has a kind, and after the colon what of
 * it; each news of one is its whole value, so that whoever is slow misses steps and never the end.
 */

/** In characters. */
export const longestTopic = 1_000;
/** Topics that one page may follow at once. */
export const mostTopics = 32;

const shape = /^([a-z]{1,20}):(.*)$/s;

/** Takes a topic; gives its kind and what of it, or null when it is none. */
export function readTopic(topic: string): { kind: string; rest: string } | null {
  const found = topic.length > longestTopic ? null : shape.exec(topic);
  return found === null ? null : { kind: found[1] ?? '', rest: found[2] ?? '' };
}
