/** How long to wait before the next attempt to connect: doubling, capped, and spread so that pages do not come back as one. */
const first = 300;
const longest = 5_000;

/** Takes how many attempts failed in a row and a random number from 0 to 1; gives milliseconds to wait. */
export function backoff(failed: number, random: number): number {
  const full = Math.min(longest, first * 2 ** Math.max(0, failed - 1));
  return Math.round(full * (0.5 + random / 2));
}
