/**
 * Which processes belong to a run's step. Its processes are those two process namespaces below ours; what stands between
 * (bwrap, the forwarders) must live on, or a signal meant for the step would tear the sandbox down at once.
 */
import { readFileSync, readdirSync } from 'node:fs';

/** Takes the sandbox's first process; gives it and every process that came from it. A daemon is among them: namespaces keep it. */
export function treeOf(root: number): number[] {
  const found = [root];
  for (let at = 0; at < found.length; at += 1) found.push(...childrenOf(found[at] ?? 0));
  return found;
}

/** Takes the sandbox's first process; gives the step's own processes; those that have ended and wait to be taken note of are none. */
export function stepProcesses(root: number): number[] {
  const depth = namespaceIds(process.pid).length + 2;
  return treeOf(root).filter((pid) => {
    const ids = namespaceIds(pid);
    return ids.length === depth && ids.at(-1) !== 1;
  });
}

/** Takes processes and a signal; sends it. Those that have ended are passed over. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

/** Takes a process; tells whether an interrupt would end it: it is there, and neither catches nor ignores INT. */
export function endsOnInterrupt(pid: number): boolean {
  const status = read(`/proc/${pid}/status`);
  const has = (mask: string) => (BigInt(`0x${new RegExp(`^${mask}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`) & interruptBit) !== 0n;
  return status !== '' && !has('SigCgt') && !has('SigIgn');
}

/** INT is signal 2; masks count from bit 0. */
const interruptBit = 2n;

function childrenOf(pid: number): number[] {
  return list(`/proc/${pid}/task`).flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number));
}

/** A process's id in each namespace it is in, outermost first; none when it has ended (`Z`: man 5 proc_pid_status). */
function namespaceIds(pid: number): number[] {
  const status = read(`/proc/${pid}/status`);
  const line = /^State:\s*[ZX]/m.test(status) ? null : /^NSpid:\s*(.*)$/m.exec(status);
  return line?.[1]?.trim().split(/\s+/).map(Number) ?? [];
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
