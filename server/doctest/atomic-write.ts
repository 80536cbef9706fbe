/** Writes a file whole or not at all. */
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Takes a path and a text; puts the text there in one move, through a link to where it leads, its mode as it was. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const place = await realpath(path).catch(() => path);
  await mkdir(dirname(place), { recursive: true });
  const draft = join(dirname(place), `.${basename(place)}.${process.pid}.new`);
  try {
    await writeFile(draft, text);
    const found = await stat(place).catch(() => null);
    if (found !== null) await chmod(draft, found.mode);
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
