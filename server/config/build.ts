/**
 * Which build a runner is of: a digest of the code it and its practice process are made of. A server compares it with what
 * stands on the disk now, and so sees that a runner was started before an upgrade.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** What the data plane is made of; everything else belongs to the server alone. */
const parts = ['common', 'server/config', 'server/sandbox', 'server/runner', 'server/practice', 'server/chain-file.ts', 'server/log.ts', 'package-lock.json'];
/** Is never loaded by a runner. */
const isLeftOut = (path: string) => /\.test\.ts$|(^|\/)trial[^/]*\.ts$/.test(path);

/** Takes the folder Handrail stands in; gives the build that a runner started now would be of, as 16 hexadecimal digits. */
export function buildOf(root: string = resolve(import.meta.dirname, '../..')): string {
  const digest = createHash('sha256');
  for (const path of parts.flatMap((part) => filesOf(root, part)).sort()) {
    const bytes = readFileSync(join(root, path));
    // Lengths keep a file's end and the next one's beginning apart.
    digest.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return digest.digest('hex').slice(0, 16);
}

function filesOf(root: string, part: string): string[] {
  if (/\.\w+$/.test(part)) return [part];
  return readdirSync(join(root, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !isLeftOut(path));
}
