/** Removes folders that pods wrote to, whatever they did to their modes. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';

/** Takes a folder that may not exist; removes it with all that is in it. Throws when even its owner cannot. */
export async function removeTree(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    if (!['EACCES', 'EPERM', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // A pod can close its folders to everybody, and so to us who are not root. `chmod -R` follows no links.
    await new Promise((resolve) => execFile('chmod', ['-R', 'u+rwx', folder], resolve));
    await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
  }
}
