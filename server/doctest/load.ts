/** Reads the folder of runbooks with the practice scripts beside them. What is wrong with one keeps only that one back. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { largestScript, noScript, type PracticeScript, readPracticeScript } from '../../common/catalog/practice-script.ts';
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import { compileFolder } from '../catalog/compile.ts';
import type { Obstacle } from './outcome.ts';
import type { Tried } from './select.ts';

export interface Loaded {
  catalog: Catalog;
  tried: readonly Tried[];
  /** what is wrong, by the runbook's id */
  obstacles: ReadonlyMap<string, readonly Obstacle[]>;
}

const ending = '.practice.yaml';

/** Takes the folder and the one that paths are told from. Throws when the folder cannot be read. */
export async function load(folder: string, from: string): Promise<Loaded> {
  const { catalog, problems } = await compileFolder(folder, from);
  const obstacles = Map.groupBy(problems, ({ file }) => idOf(file)) as Map<string, Obstacle[]>;
  const add = (id: string, more: readonly Obstacle[]) => { if (more.length > 0) obstacles.set(id, [...obstacles.get(id) ?? [], ...more]); };
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending));
  for (const name of names) {
    const id = idOf(name);
    const isAlone = !catalog.runbooks.some((runbook) => runbook.id === id) && !obstacles.has(id);
    if (isAlone) add(id, [{ file: relative(from, join(folder, name)), line: 1, column: 1, message: `There is no runbook \`${id}.mdx\` that this practice script could belong to. Rename it, or remove it.` }]);
  }
  const tried: Tried[] = [];
  for (const runbook of catalog.runbooks) {
    const path = join(folder, `${runbook.id}${ending}`);
    const { script, problems: mistakes } = names.includes(basename(path)) ? await readScript(path, relative(from, path), runbook) : { script: noScript, problems: [] };
    add(runbook.id, mistakes);
    if (script !== null) tried.push({ runbook, script, file: relative(from, join(folder, `${runbook.id}.mdx`)) });
  }
  return { catalog, tried, obstacles };
}

async function readScript(path: string, file: string, runbook: Runbook): Promise<{ script: PracticeScript | null; problems: Obstacle[] }> {
  const complain = (message: string) => ({ script: null, problems: [{ file, line: 1, column: 1, message }] });
  try {
    const bytes = await readFile(path);
    if (bytes.length > largestScript) return complain(`The file is larger than ${largestScript / 1024} KiB. Remove what does not belong here.`);
    return readPracticeScript(new TextDecoder('utf-8', { fatal: true }).decode(bytes), file, runbook);
  } catch (error) {
    return complain(error instanceof TypeError ? 'The file is not UTF-8 text. Save it as UTF-8.' : `The file cannot be read: ${(error as Error).message}.`);
  }
}

function idOf(file: string): string {
  return basename(file).replace(/\.(practice\.yaml|mdx?)$/, '');
}
