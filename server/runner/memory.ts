/**
 * A folder of ours on a memory filesystem, for what must not reach a disk: the home folders of workspaces, and what each run
 * is given.
 */
import { lstatSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { basename, join } from 'node:path';

/** `f_type` of a tmpfs: `man 2 statfs`. */
const tmpfs = 0x01021994;

/**
 * Takes the runtime folder; gives the one in memory that goes with it, or null where the machine has none for us. Its name
 * can be guessed and everybody may make folders there, so one that is not ours alone is not used.
 */
export function memoryFolder(runtime: string): string | null {
  const folder = join('/dev/shm', basename(runtime));
  try {
    if (statfsSync('/dev/shm').type !== tmpfs) return null;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0 ? folder : null;
  } catch {
    return null;
  }
}

/** Takes the runtime folder; removes what is kept in memory for it. For tests and for a data folder that is given up. */
export function removeMemory(runtime: string): void {
  rmSync(join('/dev/shm', basename(runtime)), { recursive: true, force: true });
}
