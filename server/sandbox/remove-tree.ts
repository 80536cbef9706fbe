/** Removes folders that pods and steps wrote to, whatever they did to their modes and however deep they went. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';

/** Takes a folder that may not exist; removes it with all that is in it. Throws when even its owner cannot. */
export async function removeTree(folder: string): Promise<void> {
  try {
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

function run(program: string, args: string[]): Promise<void> {
  return new Promise((resolve) => { execFile(program, args, () => { resolve(); }); });
}
