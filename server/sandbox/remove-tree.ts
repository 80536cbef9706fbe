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

/** Files of a folder removed at a time, and folders looked into. */
const atOnce = { files: 16, folders: 8 };

/**
 * Takes away what is no folder, few at a time, and then the folders: `rm` would begin with all of a hundred thousand files
 * at once, and nobody else in this process would be answered for seconds.
 */
async function clear(folder: string): Promise<void> {
  const folders = [folder];
  for (let at = 0; at < folders.length; at += atOnce.folders) {
    const inner = await Promise.all(folders.slice(at, at + atOnce.folders).map(clearFiles));
    for (const found of inner.flat()) folders.push(found);
  }
  folders.reverse();
  // One that is not empty after all, or not yet, is left to who goes on from here.
  for (let at = 0; at < folders.length; at += atOnce.folders) {
    await Promise.all(folders.slice(at, at + atOnce.folders).map((one) => rmdir(one).catch(() => undefined)));
  }
}

/** Takes a folder; removes the files in it, and gives the folders in it. */
async function clearFiles(folder: string): Promise<string[]> {
  const folders: string[] = [];
  let files: string[] = [];
  const removeAll = async (): Promise<void> => {
    await Promise.all(files.map((file) => unlink(file).catch(absent)));
    files = [];
  };
  for await (const entry of await opendir(folder).catch(absent)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) folders.push(path);
    else files.push(path);
    if (files.length >= atOnce.files) await removeAll();
  }
  await removeAll();
  return folders;
}

function absent(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
}

function run(program: string, args: string[]): Promise<void> {
  return new Promise((resolve) => { execFile(program, args, () => { resolve(); }); });
}
