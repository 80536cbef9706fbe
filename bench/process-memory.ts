/** Memory of a process and everything it started, as proportional set size: pages that several share count once in all. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseStat, treeOf } from '../server/practice/pods/process-tree.ts';

export interface Memory {
  /** bytes */
  total: number;
  /** program → how many processes of it, and their bytes; the largest first */
  programs: { program: string; processes: number; bytes: number }[];
}

/** Takes a process; gives the memory of its tree (https://www.kernel.org/doc/html/latest/filesystems/proc.html, smaps_rollup). */
export function memoryOf(pid: number): Memory {
  const entries = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    const stat = read(`/proc/${name}/stat`);
    return stat === '' ? [] : [parseStat(stat)];
  });
  const programs = new Map<string, { program: string; processes: number; bytes: number }>();
  for (const each of treeOf(entries, pid)) {
    const program = read(`/proc/${each}/comm`).trim();
    const bytes = ownMemory(each);
    const sum = programs.get(program) ?? { program, processes: 0, bytes: 0 };
    programs.set(program, { program, processes: sum.processes + 1, bytes: sum.bytes + bytes });
  }
  const sorted = [...programs.values()].sort((one, other) => other.bytes - one.bytes);
  return { total: sorted.reduce((sum, { bytes }) => sum + bytes, 0), programs: sorted };
}

/** Takes a process; gives its memory without that of what it started, bytes. */
export function ownMemory(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

/** A process may end while it is looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
