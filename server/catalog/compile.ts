/**
 * Reads the folder of runbooks and compiles it. The compiling itself is pure, in `common/catalog/compile.ts`. A runbook with
 * problems is left out and named; the others are compiled all the same. What has not changed is not compiled again.
 */
import { type Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { compileRunbook } from '../../common/catalog/compile.ts';
import { digestOf } from '../../common/catalog/digest.ts';
import { guessTitle } from '../../common/catalog/mdx/title.ts';
import { namedTwice } from '../../common/catalog/names.ts';
import { inOrder, type Problem } from '../../common/catalog/problem.ts';
import type { BrokenRunbook, Catalog, Runbook } from '../../common/catalog/runbook.ts';

export interface CompiledFolder {
  catalog: Catalog;
  problems: Problem[];
}

interface CompiledFile {
  runbook: Runbook | null;
  title: string;
  problems: Problem[];
}

/** Takes the folder of runbooks and the folder that paths in problems are told from; gives the catalog and all problems. */
export async function compileFolder(folder: string, from: string): Promise<CompiledFolder> {
  return await createCompiler(folder, from)();
}

/**
 * Takes the same; gives a function that compiles, and that reads again only the files that have changed since it was last
 * called. Names beginning with `_` are left out, as the site leaves them out. It throws when the folder cannot be read.
 */
export function createCompiler(folder: string, from: string): () => Promise<CompiledFolder> {
  const known = new Map<string, { stamp: string; compiled: CompiledFile }>();
  return async () => {
    const found = await runbooksIn(folder);
    for (const path of known.keys()) if (!found.right.includes(path)) known.delete(path);
    const compiled = await Promise.all(found.right.map(async (path): Promise<[string, CompiledFile]> => {
      const stamp = await stampOf(path);
      const before = known.get(path);
      if (before?.stamp === stamp) return [basename(path, '.mdx'), before.compiled];
      const now = await compileFile(path, relative(from, path));
      known.set(path, { stamp, compiled: now });
      return [basename(path, '.mdx'), now];
    }));
    const astray = found.astray.map((entry) => misplaced(folder, entry, from));
    const catalog = catalogOf(compiled);
    const twice = namedTwice(catalog.runbooks, found.right.map((path) => ({ id: basename(path, '.mdx'), file: relative(from, path) })));
    return { catalog, problems: inOrder([...astray, ...compiled.flatMap(([, { problems }]) => problems), ...twice]) };
  };
}

function catalogOf(compiled: readonly [string, CompiledFile][]): Catalog {
  const runbooks = compiled.flatMap(([, { runbook }]) => runbook ?? []).sort((left, right) => (left.id < right.id ? -1 : 1));
  const broken = compiled.flatMap(([id, { runbook, title, problems }]): BrokenRunbook[] => (runbook ? [] : [{ id, title, problems: problems.length }]));
  return { digest: digestOf(runbooks), runbooks, broken: broken.sort((left, right) => (left.id < right.id ? -1 : 1)) };
}

async function compileFile(path: string, file: string): Promise<CompiledFile> {
  const id = basename(path, '.mdx');
  try {
    const bytes = await readBounded(path);
    return { ...compileRunbook({ id, file, bytes }), title: guessTitle(new TextDecoder().decode(bytes.subarray(0, 64 * 1024)), id) };
  } catch (error) {
    const message = `The file cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). Give it back to its readers, or remove it.`;
    return { runbook: null, title: id, problems: [{ rule: 'file-name', file, line: 1, column: 1, message }] };
  }
}

/** Bytes that are read of a file: enough to say how far it is too long. */
const mostRead = 16 * 1024 * 1024;
async function readBounded(path: string): Promise<Uint8Array> {
  await using file = await open(path);
  const { size } = await file.stat();
  const bytes = new Uint8Array(Math.min(size, mostRead));
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read) read = (await file.read(bytes, length, bytes.length - length)).bytesRead;
  return bytes.subarray(0, length);
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : 'missing';
}

/** The runbooks of a folder, and what looks like one and stands in the wrong place. */
async function runbooksIn(folder: string): Promise<{ right: string[]; astray: Dirent[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pages = entries.filter((entry) => /\.mdx?$/.test(entry.name) && !entry.isDirectory() && !isDraft(folder, entry));
  const isRight = (entry: Dirent): boolean => entry.isFile() && entry.name.endsWith('.mdx') && relative(folder, entry.parentPath) === '';
  return { right: pages.filter(isRight).map((entry) => join(entry.parentPath, entry.name)).sort(), astray: pages.filter((entry) => !isRight(entry)) };
}

/** Takes the folder of runbooks and the folder that paths are told from; gives a problem for each page that is no runbook where it stands. */
export async function astrayIn(folder: string, from: string): Promise<Problem[]> {
  return (await runbooksIn(folder)).astray.map((entry) => misplaced(folder, entry, from));
}

function isDraft(folder: string, { parentPath, name }: Dirent): boolean {
  return relative(folder, join(parentPath, name)).split(sep).some((part) => part.startsWith('_'));
}

function misplaced(folder: string, entry: Dirent, from: string): Problem {
  const at = { rule: 'file-name', file: relative(from, join(entry.parentPath, entry.name)), line: 1, column: 1 };
  if (!entry.isFile()) return { ...at, message: 'A runbook is a file of its own, no link or device. Put the file itself here.' };
  if (relative(folder, entry.parentPath) !== '') return { ...at, message: 'Runbooks stand directly in the folder of runbooks. Move the file there.' };
  return { ...at, message: 'A runbook’s file ends with `.mdx`. Rename it.' };
}
