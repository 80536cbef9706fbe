/** Processor time of processes. */
import { readFileSync } from 'node:fs';

/** Ticks a second of the times in /proc (`getconf CLK_TCK`), 100 on every Linux that Node runs on. */
const ticks = 100;

/** Takes processes; gives what they have used so far in user and kernel together, milliseconds. */
export function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    // The name stands in parentheses and may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * (1000 / ticks);
  }, 0);
}
