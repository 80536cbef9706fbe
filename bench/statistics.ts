/** Order statistics of a series of measurements. */

/** Takes measurements and a share from 0 to 1; gives the value that share of them does not exceed (nearest rank). Throws on none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
  if (value === undefined) throw new RangeError('no measurements');
  return value;
}

/** Takes measurements; gives their median. Throws on none. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
