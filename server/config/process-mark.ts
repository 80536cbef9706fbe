/**
 * A file that says which process is ours, so that another command can find it. A number alone could be another process's by
 * now; with the time it started it cannot.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Takes the path, in a folder of ours alone; writes down this process there. */
export function markProcess(path: string): void {
  writeFileSync(path, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }), { mode: 0o600 });
}

/** Takes the path; gives the process written down there while it runs, else null. */
export function markedProcess(path: string): number | null {
  try {
    const { pid, started } = JSON.parse(readFileSync(path, 'utf8')) as { pid: unknown; started: unknown };
    return typeof pid === 'number' && started !== null && startOf(pid) === started ? pid : null;
  } catch {
    return null;
  }
}

/** Takes the path; removes what this process wrote there. */
export function unmarkProcess(path: string): void {
  if (markedProcess(path) === process.pid) rmSync(path, { force: true });
}

/** Takes a process id; tells whether there is such a process: one that has ended and was not waited for is none. */
export function isRunning(pid: number): boolean {
  return startOf(pid) !== null;
}

/** When a process started, in clock ticks since the machine did; null when there is none (`man 5 proc`, stat, field 22). */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; after it comes field 3.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? null : fields[18] ?? null;
  } catch {
    return null;
  }
}
