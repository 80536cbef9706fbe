/** Writes a catalog and its problems, each in one move. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeProblem, type Problem } from '../../common/catalog/problem.ts';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { visibleLine } from '../../common/catalog/visible.ts';
import { problemsPath } from './store.ts';

/** Lines that are told of one file: whoever mends them sees the rest. */
const mostOfOneFile = 50;
/** Characters of one line: a path, a place and a few sentences. */
const longestLine = 1_000;

/** Takes the path, a catalog and the problems of what was left out; writes both files, or removes the second when all is well. */
export async function writeCatalog(path: string, catalog: Catalog, problems: readonly Problem[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (problems.length > 0) await replace(problemsPath(path), `${describeAll(problems).join('\n')}\n`);
  await replace(path, `${JSON.stringify(catalog)}\n`);
  if (problems.length === 0) await rm(problemsPath(path), { force: true });
}

/** Takes problems in order; gives them one a line, with nothing hidden in them, and at most so many of one file. */
export function describeAll(problems: readonly Problem[]): string[] {
  const told: string[] = [];
  for (const [file, its] of Map.groupBy(problems, (problem) => problem.file)) {
    told.push(...its.slice(0, mostOfOneFile).map((problem) => visibleLine(describeProblem(problem), longestLine)));
    const left = its.length - mostOfOneFile;
    if (left > 0) told.push(visibleLine(`${file}:${its[mostOfOneFile]?.line ?? 1}:1 ${left} more ${left === 1 ? 'problem' : 'problems'} from here on.`, longestLine));
  }
  return told;
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, file);
}
