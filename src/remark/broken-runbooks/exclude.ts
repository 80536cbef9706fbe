/**
 * What of the folder of runbooks never becomes a page. A link could show any file of this machine to every reader of the
 * site, and a file that cannot be read would end the build; the catalog tells of both.
 */
import { accessSync, constants, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** As plugin-content-docs has them when nothing is said. */
const drafts = ['**/_*.{js,jsx,ts,tsx,md,mdx}', '**/_*/**', '**/*.test.{js,jsx,ts,tsx}', '**/__tests__/**'];

/** Takes the folder; gives the patterns of what is left out of it. Throws when the folder cannot be read. */
export function excluded(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const unfit = entries.filter((entry) => entry.isSymbolicLink() || (/\.mdx?$/.test(entry.name) && !isReadable(join(entry.parentPath, entry.name))));
  const paths = unfit.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replace(/[\\*?[\]{}()!+@|]/g, '\\$&'));
  return [...drafts, ...paths.flatMap((path) => [path, `${path}/**`])];
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
