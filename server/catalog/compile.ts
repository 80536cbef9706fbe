/** Reads the folder of runbooks and compiles it. The compiling itself is pure, in `common/catalog/compile.ts`. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { compileCatalog } from '../../common/catalog/compile.ts';
import { inOrder, type Problem } from '../../common/catalog/problem.ts';
import type { Catalog } from '../../common/catalog/runbook.ts';

/**
 * Takes the folder of runbooks and the folder that paths in problems are told from; gives the catalog and all problems.
 * Names beginning with `_` are left out, as the site leaves them out. Throws when the folder cannot be read.
 */
export async function compileFolder(folder: string, from: string): Promise<{ catalog: Catalog; problems: Problem[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /\.mdx?$/.test(path) && !basename(path).startsWith('_')).sort();
  const astray = paths.flatMap((path) => misplaced(relative(folder, path), relative(from, path)));
  const right = paths.filter((path) => path.endsWith('.mdx') && relative(folder, path) === basename(path));
  const files = await Promise.all(right.map(async (path) => ({
    id: basename(path, '.mdx'), file: relative(from, path), bytes: await readFile(path),
  })));
  const compiled = compileCatalog(files);
  return { catalog: compiled.catalog, problems: inOrder([...astray, ...compiled.problems]) };
}

function misplaced(path: string, file: string): Problem[] {
  const at = { file, line: 1, column: 1 };
  if (path !== basename(path)) return [{ ...at, message: 'Runbooks stand directly in the folder of runbooks. Move the file there.' }];
  return path.endsWith('.mdx') ? [] : [{ ...at, message: 'A runbook’s file ends with `.mdx`. Rename it.' }];
}
