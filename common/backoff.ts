/**
 * How long to wait before the next attempt to connect: doubling, capped, and spread so that pages do not come back as one.
 * A server that restarts is found within two seconds of serving again; one that is away for over half a minute is asked less often.
 */
const first = 300;
const longest = { restart: 1_500, away: 5_000 } as const;
/** So many attempts take half a minute and more. */
const restartAttempts = 30;

/** Takes how many attempts failed in a row and a random number from 0 to 1; gives milliseconds to wait. */
export function backoff(failed: number, random: number): number {
  const most = failed > restartAttempts ? longest.away : longest.restart;
  const full = Math.min(most, first * 2 ** Math.max(0, failed - 1));
  return Math.round(full * (0.5 + random / 2));
}
