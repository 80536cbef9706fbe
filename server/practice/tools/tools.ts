/**
 * The programs that practice sandboxes get besides those of the machine: stand-ins for what the sites' own people use. They
 * are copied where every user may read them, whatever the permissions of this folder.
 */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Takes a folder to make anew, in one that is ours; gives it, with every program of this folder and their libraries in it. */
export function placeTools(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  copyFolder(import.meta.dirname, folder, (name) => /^[a-z][a-z0-9-]*$/.test(name));
  return folder;
}

function copyFolder(from: string, to: string, wanted: (name: string) => boolean): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true }).filter(({ name }) => wanted(name))) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      copyFolder(source, target, () => true);
    } else {
      copyFileSync(source, target);
      chmodSync(target, 0o755);
    }
  }
}
