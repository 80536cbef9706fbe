/**
 * Limits on a sandbox's processes and memory by cgroup: version 2 where we may make groups, else version 1's `pids` and
 * `memory`. Probed by making a group, never assumed.
 */
import { mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Limits {
  readonly kind: 'cgroup2' | 'cgroup1';
  /** folders under which each run gets a group */
  readonly roots: readonly string[];
}

export interface LimitGroup {
  /** files to write a process to, so that it and its children are in the group */
  readonly processFiles: readonly string[];
  /** ends every process in the group at once */
  kill(): void;
  /** whether the kernel ended a process of the group for want of memory */
  ranOutOfMemory(): boolean;
  /** removes the group; processes still ending keep it for a moment, so it tries a few times */
  remove(): Promise<void>;
}

export const groupLimits = { processes: 256, memoryBytes: 1024 * 1024 * 1024 } as const;

/** Takes a short name for our groups; gives the means found, or why there is none. What an earlier runner left is cleared. */
export function findLimits(name: string): Limits | { why: string } {
  const own = ownGroups();
  const found = tryVersion2(own.get(''), name) ?? tryVersion1(own, name);
  return found ?? { why: 'No cgroup can be made here: neither version 2 with pids and memory delegated to us, nor version 1.' };
}

/** Takes the means, a name for the run and its limits; makes its group. Throws when the kernel refuses. */
export function makeGroup(limits: Limits, name: string, most: { processes: number; memoryBytes: number } = groupLimits): LimitGroup {
  const folders = limits.roots.map((root) => join(root, name));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const [first = '', second = first] = folders;
  writeFileSync(join(first, 'pids.max'), String(most.processes));
  if (limits.kind === 'cgroup2') {
    writeFileSync(join(first, 'memory.max'), String(most.memoryBytes));
    optional(join(first, 'memory.swap.max'), '0');
    optional(join(first, 'memory.oom.group'), '1');
  } else {
    writeFileSync(join(second, 'memory.limit_in_bytes'), String(most.memoryBytes));
    optional(join(second, 'memory.memsw.limit_in_bytes'), String(most.memoryBytes));
  }
  return {
    processFiles: folders.map((folder) => join(folder, 'cgroup.procs')),
    kill: () => killAll(first, limits.kind),
    ranOutOfMemory: () => /^oom_kill [1-9]/m.test(read(join(second, limits.kind === 'cgroup2' ? 'memory.events' : 'memory.oom_control'))),
    remove: () => removeAll(folders),
  };
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
    return proved({ kind: 'cgroup2', roots: [root] });
  } catch {
    return null;
  }
}

function tryVersion1(own: ReadonlyMap<string, string>, name: string): Limits | null {
  const pids = own.get('pids');
  const memory = own.get('memory');
  if (pids === undefined || memory === undefined) return null;
  try {
    const roots = [join(pids, name), join(memory, name)];
    for (const root of roots) mkdirSync(root, { recursive: true });
    return proved({ kind: 'cgroup1', roots });
  } catch {
    return null;
  }
}

function proved(limits: Limits): Limits {
  for (const root of limits.roots) {
    for (const group of groupsIn(root)) {
      killAll(group, limits.kind);
      void removeAll([group]);
    }
  }
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
