/**
 * Limits on a sandbox's processes, memory and processor time by cgroup: version 2 where we may make groups, else version 1's
 * `pids`, `memory` and `cpu`. Probed by making a group, never assumed.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

export interface Limits {
  readonly kind: 'cgroup2' | 'cgroup1';
  /** folders under which each run gets a group; of version 1 for processes, for memory, and for processors where it has that */
  readonly roots: readonly string[];
}

export interface GroupBounds {
  processes: number;
  memoryBytes: number;
  /** processors' worth of time, such as 1.5; left out for no bound of its own */
  cpus?: number;
}

export interface LimitGroup {
  /** files to write a process to, so that it and its children are in the group */
  readonly processFiles: readonly string[];
  /** ends every process in the group at once */
  kill(): void;
  /** whether the kernel ended a process of the group for want of memory */
  ranOutOfMemory(): boolean;
  /** whether the kernel has held the group back for taking more of the processors than it may */
  wasHeldBack(): boolean;
  /** removes the group; processes still ending keep it for a moment, so it tries a few times */
  remove(): Promise<void>;
}

/** A step may keep all processors busy but a quarter of one: what is left is the runner's, which must still hear a person press Stop. */
const stepCpus = Math.max(1, availableParallelism() - 0.25);
export const groupLimits = { processes: 256, memoryBytes: 1024 * 1024 * 1024, cpus: stepCpus } as const;
/** All groups of one process together: so many processes, and this part of the machine's memory. */
const together = { processes: 16_384, memory: 0.75 };
/** In microseconds: short enough that whoever is held back does not stutter. */
const periodUs = 50_000;

/** Takes a short name for our groups; gives the means found, or why there is none. What an earlier runner left is cleared. */
export function findLimits(name: string): Limits | { why: string } {
  const own = ownGroups();
  const found = tryVersion2(own.get(''), name) ?? tryVersion1(own, name);
  return found ?? { why: 'No cgroup can be made here: neither version 2 with pids and memory delegated to us, nor version 1.' };
}

/** Takes the means; tells whether processor time can be limited with them too. */
export function limitsProcessors({ kind, roots: [first = '', , third] }: Limits): boolean {
  return kind === 'cgroup2' ? read(join(first, 'cgroup.subtree_control')).split(/\s/).includes('cpu') : third !== undefined;
}

/** Takes the means, a name for the run and its limits; makes its group. Throws when the kernel refuses. */
export function makeGroup(limits: Limits, name: string, most: GroupBounds = groupLimits): LimitGroup {
  // In version 1 each further group costs whoever joins it milliseconds.
  const roots = most.cpus === undefined ? limits.roots.slice(0, 2) : limits.roots;
  const folders = roots.map((root) => join(root, name));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const [first = '', second = first, third = first] = folders;
  bound(limits.kind, [first, second], most.processes, most.memoryBytes);
  if (limits.kind === 'cgroup2') optional(join(first, 'memory.oom.group'), '1');
  if (most.cpus !== undefined && limitsProcessors(limits)) boundProcessors(limits.kind, third, most.cpus);
  return {
    processFiles: folders.map((folder) => join(folder, 'cgroup.procs')),
    kill: () => killAll(first, limits.kind),
    ranOutOfMemory: () => /^oom_kill [1-9]/m.test(read(join(second, limits.kind === 'cgroup2' ? 'memory.events' : 'memory.oom_control'))),
    wasHeldBack: () => /^nr_throttled [1-9]/m.test(read(join(third, 'cpu.stat'))),
    remove: () => removeAll(folders),
  };
}

function bound(kind: Limits['kind'], [pids, memory]: readonly [pids: string, memory: string], processes: number, bytes: number): void {
  writeFileSync(join(pids, 'pids.max'), String(processes));
  if (kind === 'cgroup2') {
    writeFileSync(join(memory, 'memory.max'), String(bytes));
    optional(join(memory, 'memory.swap.max'), '0');
  } else {
    writeFileSync(join(memory, 'memory.limit_in_bytes'), String(bytes));
    optional(join(memory, 'memory.memsw.limit_in_bytes'), String(bytes));
  }
}

function boundProcessors(kind: Limits['kind'], folder: string, cpus: number): void {
  const quotaUs = Math.round(periodUs * cpus);
  if (kind === 'cgroup2') writeFileSync(join(folder, 'cpu.max'), `${quotaUs} ${periodUs}`);
  else {
    writeFileSync(join(folder, 'cpu.cfs_period_us'), String(periodUs));
    writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quotaUs));
  }
}

/** Takes the means; removes what `findLimits` made for them. No run may be going. */
export async function forgetLimits(limits: Limits | { why: string }): Promise<void> {
  if (!('roots' in limits)) return;
  for (const root of limits.roots) await removeAll([...groupsIn(root), root]);
}

/** Takes the means of a runner that is no more; ends every process it left and removes its groups. Never throws. */
export async function clearLimits({ kind, roots }: Limits): Promise<void> {
  for (const root of roots) {
    const groups = groupsIn(root);
    for (const group of groups) killAll(group, kind);
    await removeAll([...groups, root]);
  }
}

/** Our group under each version 1 controller by its name, and under version 2 by the empty name. */
function ownGroups(): Map<string, string> {
  const lines = read('/proc/self/cgroup').trim().split('\n');
  const mounted = new Map(read('/proc/self/mounts').split('\n').map((line) => line.split(' ')).flatMap(([, at = '', type = '', options = '']) => {
    if (type === 'cgroup2') return [['', at] as const];
    return type === 'cgroup' ? options.split(',').map((option) => [option, at] as const) : [];
  }));
  return new Map(lines.flatMap((line) => {
    const [, controllers = '', path = ''] = line.split(':');
    return controllers.split(',').flatMap((controller) => {
      const at = mounted.get(controller);
      return at === undefined ? [] : [[controller, join(at, path)] as const];
    });
  }));
}

function tryVersion2(own: string | undefined, name: string): Limits | null {
  if (own === undefined) return null;
  return tryShared(sharedGroup(own), name);
}

/** Takes our group; gives the one that is shared out. Whoever moved into a leaf, and whoever it started, has that one above. */
export function sharedGroup(own: string): string {
  return /\/handrail-[^/]*-runner$/.test(own) ? dirname(own) : own;
}

function tryShared(own: string, name: string): Limits | null {
  const offered = read(join(own, 'cgroup.controllers')).split(/\s/);
  if (!offered.includes('pids') || !offered.includes('memory')) return null;
  try {
    // A group that shares controllers out may hold no process itself, so we move into a leaf first.
    const leaf = join(own, `${name}-runner`);
    mkdirSync(leaf, { recursive: true });
    writeFileSync(join(leaf, 'cgroup.procs'), String(process.pid));
    writeFileSync(join(own, 'cgroup.subtree_control'), '+pids +memory');
    const root = join(own, name);
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, 'cgroup.subtree_control'), '+pids +memory');
    if (offered.includes('cpu')) for (const folder of [own, root]) optional(join(folder, 'cgroup.subtree_control'), '+cpu');
    return proved({ kind: 'cgroup2', roots: [root] });
  } catch {
    return null;
  }
}

function tryVersion1(own: ReadonlyMap<string, string>, name: string): Limits | null {
  const pids = own.get('pids');
  const memory = own.get('memory');
  if (pids === undefined || memory === undefined) return null;
  const cpu = own.get('cpu');
  const roots = [join(pids, name), join(memory, name)];
  try {
    for (const root of roots) mkdirSync(root, { recursive: true });
    const third = cpu === undefined ? [] : [join(cpu, name)].filter(canBeMade);
    return proved({ kind: 'cgroup1', roots: [...roots, ...third] });
  } catch {
    return null;
  }
}

function canBeMade(root: string): boolean {
  try {
    mkdirSync(root, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function proved(limits: Limits): Limits {
  for (const root of limits.roots) {
    for (const group of groupsIn(root)) {
      killAll(group, limits.kind);
      void removeAll([group]);
    }
  }
  const [first = '', second = first] = limits.roots;
  bound(limits.kind, [first, second], together.processes, Math.floor(totalmem() * together.memory));
  void makeGroup(limits, `probe-${process.pid}`).remove();
  return limits;
}

function groupsIn(root: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => join(root, entry.name));
  } catch {
    return [];
  }
}

function killAll(folder: string, kind: Limits['kind']): void {
  if (kind === 'cgroup2' && optional(join(folder, 'cgroup.kill'), '1')) return;
  // Who may start no process outruns nobody who reads the list. A group of another controller has no such file.
  if (existsSync(join(folder, 'pids.max'))) optional(join(folder, 'pids.max'), '0');
  for (const line of read(join(folder, 'cgroup.procs')).split('\n')) {
    const pid = Number(line);
    if (pid > 1 && pid !== process.pid) kill(pid);
  }
}

async function removeAll(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (let tries = 0; tries < 50; tries += 1) {
      if (removed(folder)) break;
      await new Promise((resolve) => setTimeout(resolve, 10 + tries * 5));
    }
  }
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** For settings that not every kernel has; tells whether it took. */
function optional(file: string, value: string): boolean {
  try {
    writeFileSync(file, value);
    return true;
  } catch {
    return false;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
