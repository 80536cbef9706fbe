/**
 * Copies a folder that pods wrote to: plain files, folders and links as they are. No link is followed, and what is none of
 * the three (sockets, pipes, devices) is left out: it is made anew by whoever needs it. Bounded in size.
 */
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, opendir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface Bounds {
  bytes: number;
  files: number;
}

export class TooLarge extends Error {}

/** Takes a folder, a path where nothing is, and bounds; makes the copy. Nobody may write to the folder meanwhile. Throws TooLarge, or what the system says. */
export async function copyTree(from: string, to: string, bounds: Bounds): Promise<void> {
  const left = { ...bounds };
  await mkdir(to, { mode: 0o700 });
  const waiting: [from: string, to: string][] = [[from, to]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [source, target] = next;
    for await (const { name } of await opendir(source)) {
      const below: [string, string] = [join(source, name), join(target, name)];
      if (await copyEntry(...below, left) === 'folder') waiting.push(below);
    }
  }
}

async function copyEntry(from: string, to: string, left: Bounds): Promise<'folder' | 'done'> {
  const found = await lstat(from);
  left.files -= 1;
  // What a sparse file says it has is not what it takes; a copy would take it all the same.
  if (found.isFile()) left.bytes -= found.size;
  if (left.files < 0 || left.bytes < 0) throw new TooLarge(from);
  if (found.isDirectory()) {
    await mkdir(to, { mode: (found.mode & 0o777) | 0o700 });
    return 'folder';
  }
  if (found.isFile()) await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  else if (found.isSymbolicLink()) await symlink(await readlink(from), to);
  return 'done';
}
