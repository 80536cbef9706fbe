/** How long a step usually takes, from runs of it that ended as expected. Pure. */

/** How many of the newest runs are looked at: enough to even out, few enough to follow a change. */
export const usualFrom = 20;

/** What the page is told. */
export interface Usual {
  /** milliseconds from start to end, the median; null while nobody has run it well */
  ms: number | null;
  /** how many runs that is from */
  runs: number;
}

/** Takes how long the newest good runs took, in milliseconds; gives the usual. Odd values are passed over. */
export function usualOf(took: readonly number[]): Usual {
  const sorted = took.filter((ms) => Number.isFinite(ms) && ms >= 0).slice(0, usualFrom).sort((one, other) => one - other);
  const [lower, upper] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return { ms: lower === undefined || upper === undefined ? null : Math.round((lower + upper) / 2), runs: sorted.length };
}
