/** The entries of a walkthrough that a page knows, put together from what it is told. Pure. */
import type { WalkEntry } from '../../common/walkthrough.ts';

/** Takes entries that are known and that were told; gives them in order, without those that stand before a gap. */
export function together(known: readonly WalkEntry[], told: readonly WalkEntry[]): WalkEntry[] {
  const all = [...new Map([...known, ...told].map((entry) => [entry.seq, entry])).values()].sort((one, other) => one.seq - other.seq);
  const gap = all.findLastIndex((entry, at) => at > 0 && all[at - 1]?.seq !== entry.seq - 1);
  return gap === -1 ? all : all.slice(gap);
}
