/** Writes a file whole or not at all. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Takes a path and a text; puts the text there in one move, through a link to where it leads, its mode as it was. What is no
 * file, such as `/dev/stdout` or a pipe, is written to as it is: a file in its place would take it from everybody.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (path.startsWith('/dev/') || path.startsWith('/proc/') || (found !== null && !found.isFile())) {
    await writeFile(path, text, { flag: 'a' });
    return;
  }
  const place = await realpath(path).catch(() => path);
  await mkdir(dirname(place), { recursive: true });
  // A name that can be guessed could be a link that somebody has put there.
  const draft = join(dirname(place), `.${basename(place)}.${randomUUID().slice(0, 8)}.new`);
  try {
    await writeFile(draft, text, { flag: 'wx' });
    if (found !== null) await chmod(draft, found.mode);
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}
