/**
 * How long others were kept waiting by what a test does. A machine that is busy with something else keeps everybody waiting:
 * that time does not count.
 */
import { readFileSync } from 'node:fs';

/**
 * Takes processes, this one when none is given; gives the milliseconds in which their main threads were kept from a processor
 * that they could have used (Documentation/scheduler/sched-stats.rst, /proc/<pid>/schedstat).
 */
export function crowdedOut(...pids: readonly number[]): number {
  const all = pids.length === 0 ? [process.pid] : pids;
  return all.reduce((sum, pid) => sum + Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1').split(' ')[1]), 0) / 1e6;
}

/** Takes what to do and the processes that it takes; gives what it gave, and the milliseconds it took of which they were not kept from a processor. */
export async function timed<Result>(act: () => Promise<Result>, ...pids: readonly number[]): Promise<{ result: Result; ms: number }> {
  const [begun, crowded] = [performance.now(), crowdedOut(...pids)];
  const result = await act();
  return { result, ms: performance.now() - begun - (crowdedOut(...pids) - crowded) };
}

/** Takes what to do; gives what it gave, and the longest time in milliseconds in which nothing else of this process had a turn. */
export async function watched<Result>(act: () => Promise<Result>): Promise<{ result: Result; stall: number }> {
  let [last, crowded, stall] = [performance.now(), crowdedOut(), 0];
  const beat = setInterval(() => {
    const [now, since] = [performance.now(), crowdedOut()];
    stall = Math.max(stall, now - last - (since - crowded));
    [last, crowded] = [now, since];
  }, 5);
  try {
    return { result: await act(), stall };
  } finally {
    clearInterval(beat);
  }
}
