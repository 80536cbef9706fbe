/** Looks at a runbook on disk as the catalog does, once for each of its versions. */
import { closeSync, lstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { compileRunbook } from '../../../common/catalog/compile.ts';
import type { Problem } from '../../../common/catalog/problem.ts';

export interface Examined {
  problems: readonly Problem[];
  /** as much of it as is ever shown, line ends made `\n`; empty when the file may not be shown */
  source: string;
}

/** Bytes that are read of a file: enough to say how far it is too long. */
const mostRead = 16 * 1024 * 1024;

const known = new Map<string, { stamp: string; examined: Examined }>();

/** Takes a page's path and the folder of runbooks, both absolute; gives its problems and its text. */
export function examine(path: string, folder: string): Examined {
  const file = relative(process.cwd(), path);
  const refused = (message: string): Examined => ({ problems: [{ rule: 'file-name', file, line: 1, column: 1, message }], source: '' });
  try {
    const stats = lstatSync(path);
    // A link could show any file of this machine to every reader of the site.
    if (!stats.isFile() || realpathSync(path) !== `${realpathSync(folder)}${path.slice(folder.length)}`) return refused('A runbook is a file of its own, no link or device. Put the file itself here.');
    const stamp = `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    const before = known.get(path);
    if (before?.stamp === stamp) return before.examined;
    const examined = read(path, file, folder, stats);
    known.set(path, { stamp, examined });
    return examined;
  } catch (error) {
    return refused(`The file cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). Give it back to its readers, or remove it.`);
  }
}

function read(path: string, file: string, folder: string, stats: Stats): Examined {
  const bytes = readBounded(path, Math.min(stats.size, mostRead));
  const { problems } = compileRunbook({ id: basename(path).replace(/\.mdx?$/, ''), file, bytes });
  return { problems: [...misplaced(path, file, folder), ...problems], source: new TextDecoder().decode(bytes).replaceAll('\r\n', '\n') };
}

function misplaced(path: string, file: string, folder: string): Problem[] {
  const at = { rule: 'file-name', file, line: 1, column: 1 };
  if (dirname(path) !== folder) return [{ ...at, message: 'Runbooks stand directly in the folder of runbooks. Move the file there.' }];
  return path.endsWith('.mdx') ? [] : [{ ...at, message: 'A runbook’s file ends with `.mdx`. Rename it.' }];
}

function readBounded(path: string, size: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(size);
    let length = 0;
    for (let got = -1; got !== 0 && length < size; length += got) got = readSync(file, bytes, length, size - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
