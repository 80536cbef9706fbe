/** Finds and ends a process with everything it started, also what sits in another process namespace. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  pid: number;
  parent: number;
  session: number;
}

/** Takes a line of /proc/<pid>/stat; gives what a tree needs of it (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). */
export function parseStat(line: string): ProcessEntry {
  // The second field is the program's name in brackets, and may itself hold brackets and spaces.
  const [, parent, , session] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { pid: Number.parseInt(line, 10), parent: Number(parent), session: Number(session) };
}

/**
 * Takes all processes and a first one; gives it with its descendants and whoever is in a session that one of them leads:
 * a process whose parent has ended belongs to nobody, but stays in its session.
 */
export function treeOf(processes: readonly ProcessEntry[], first: number): Set<number> {
  const tree = new Set([first]);
  for (let grown = true; grown;) {
    const before = tree.size;
    for (const { pid, parent, session } of processes) {
      if (tree.has(parent) || (session !== 0 && tree.has(session))) tree.add(pid);
    }
    grown = tree.size > before;
  }
  return tree;
}

/** Ends a process and its tree at once. First everything is stopped, so that nothing escapes by starting something new. */
export function killTree(first: number): void {
  let tree = new Set<number>();
  for (let round = 0; round < 5; round += 1) {
    const found = treeOf(processesNow(), first);
    const fresh = [...found].filter((pid) => !tree.has(pid));
    tree = new Set([...tree, ...found]);
    for (const pid of fresh) send(pid, 'SIGSTOP');
    if (fresh.length === 0) break;
    fresh.forEach(awaitStop);
  }
  for (const pid of tree) send(pid, 'SIGKILL');
}

/** A stop takes hold when the kernel next lets the process go; a child it was just making is there only then. */
function awaitStop(pid: number): void {
  for (let look = 0; look < 100; look += 1) {
    try {
      const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
      if (/^[TtZX]/.test(line.slice(line.lastIndexOf(')') + 2))) return;
    } catch {
      return; // it has ended
    }
    Atomics.wait(moment, 0, 0, 0.2);
  }
}

const moment = new Int32Array(new SharedArrayBuffer(4));

function processesNow(): ProcessEntry[] {
  const processes: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      processes.push(parseStat(readFileSync(`/proc/${name}/stat`, 'latin1')));
    } catch {
      // it ended while we looked
    }
  }
  return processes;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended
  }
}
