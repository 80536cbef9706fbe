/** Removes folders that pods and steps wrote to, whatever they did to their modes and however deep they went. */
import { execFile } from 'node:child_process';
import { opendir, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Takes a folder that may not exist; removes it with all that is in it. Throws when even its owner cannot. */
export async function removeTree(folder: string): Promise<void> {
  try {
    await clear(folder);
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    if (!['EACCES', 'EPERM', 'ENOTEMPTY', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // What is inside can be closed to everybody, and so to us who are not root; and it can be deeper than a path can say.
    // These two go down folder by folder, and follow no links.
    await run('chmod', ['-R', 'u+rwx', folder]);
    await run('rm', ['-rf', '--', folder]);
    await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
  }
}

/** Files removed at a time. */
const atOnce = 16;

/**
 * Takes away what is no folder, few at a time, and then the folders: `rm` would begin with all of a hundred thousand files
 * at once, and nobody else in this process would be answered for seconds.
 */
async function clear(folder: string): Promise<void> {
  const folders = [folder];
  for (const one of folders) {
    let files: string[] = [];
    for await (const entry of await opendir(one).catch(absent)) {
      const path = join(one, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else files.push(path);
      if (files.length < atOnce) continue;
      await Promise.all(files.map((file) => unlink(file).catch(absent)));
      files = [];
    }
    await Promise.all(files.map((file) => unlink(file).catch(absent)));
  }
  // What is not empty after all is left to who goes on from here.
  for (const one of folders.reverse()) await rmdir(one).catch(() => undefined);
}

function absent(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
}

function run(program: string, args: string[]): Promise<void> {
  return new Promise((resolve) => { execFile(program, args, () => { resolve(); }); });
}
