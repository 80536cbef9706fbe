/**
 * The numbers of Kafka's nodes: unique in the whole cluster, kept by a pool once it has them. Pools that ask for certain
 * numbers (`strimzi.io/next-node-ids`, such as `[0-99]`) get theirs first, then the others the lowest that are free. Pure.
 */
export interface Pool {
  name: string;
  replicas: number;
  /** numbers it has */
  ids: readonly number[];
  /** value of the annotation; empty when it has none */
  next: string;
}

/** Takes a cluster's pools; gives each pool's numbers, rising. A pool that shrinks lets go of its highest. */
export function assignIds(pools: readonly Pool[]): Map<string, number[]> {
  const kept = new Map(pools.map((pool) => [pool.name, [...pool.ids].sort((a, b) => a - b).slice(0, pool.replicas)]));
  const taken = new Set([...kept.values()].flat());
  const inTurn = [...pools].sort((a, b) => Number(a.next === '') - Number(b.next === '') || (a.name < b.name ? -1 : 1));
  for (const pool of inTurn) {
    const ids = kept.get(pool.name) ?? [];
    const wished = rangeOf(pool.next).filter((id) => !taken.has(id));
    while (ids.length < pool.replicas) {
      const id = wished.shift() ?? lowestFree(taken);
      ids.push(id);
      taken.add(id);
    }
    kept.set(pool.name, ids.sort((a, b) => a - b));
  }
  return kept;
}

/** Numbers read of one annotation. */
const mostWished = 100;

/** Takes `[0-2, 7]`; gives its numbers, at most a hundred, in the order written. What cannot be read gives none. */
function rangeOf(text: string): number[] {
  return text.slice(0, 1000).replace(/^\s*\[|\]\s*$/g, '').split(',', mostWished).flatMap((part) => {
    const [, from = '', to = from] = /^\s*(\d{1,6})\s*(?:-\s*(\d{1,6})\s*)?$/.exec(part) ?? [];
    if (from === '') return [];
    const step = Number(from) <= Number(to) ? 1 : -1;
    const length = Math.min(mostWished, Math.abs(Number(to) - Number(from)) + 1);
    return Array.from({ length }, (_, at) => Number(from) + at * step);
  }).slice(0, mostWished);
}

function lowestFree(taken: ReadonlySet<number>): number {
  let id = 0;
  while (taken.has(id)) id += 1;
  return id;
}
