/**
 * `npm run catalog [-- [--strict] [--no-lint] [runbooks-folder [catalog-file]]]`: compiles the runbooks and writes the catalog in one
 * move, so that a reader never meets half of it. Runbooks with problems are left out: the problems are told, and put beside
 * the catalog for the pages to show (`<catalog>.problems`). Ends with 1 when there is no folder, and, with `--strict`, when
 * there is any problem. What lint finds besides is told, and keeps nothing out.
 */
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compileFolder } from './compile.ts';
import { lintLines } from './lint-lines.ts';
import { describeAll, writeCatalog } from './write.ts';

const { values: { strict, 'no-lint': unlinted }, positionals: [runbooks, file] } = parseArgs({ options: { 'strict': { type: 'boolean', default: false }, 'no-lint': { type: 'boolean', default: false } }, allowPositionals: true });
const folder = resolve(runbooks ?? 'runbooks');
const target = resolve(file ?? process.env['HANDRAIL_CATALOG'] ?? 'build/catalog.json');

try {
  const { catalog, problems } = await compileFolder(folder, process.cwd());
  await writeCatalog(target, catalog, problems);
  const steps = catalog.runbooks.reduce((sum, runbook) => sum + runbook.steps.length, 0);
  console.log(`${relative(process.cwd(), target)}: ${catalog.runbooks.length} runbooks, ${steps} steps, ${catalog.digest.slice(0, 12)}`);
  if (problems.length > 0) {
    console.error(`\n${describeAll(problems).join('\n')}\n`);
    console.error(`${summary(new Set(problems.map((problem) => problem.file)).size)} Mend what is told above and compile again.`);
    if (strict) process.exitCode = 1;
  }
  if (!unlinted) for (const line of await lintLines(folder)) console.error(line);
} catch (error) {
  if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  console.error(`The runbooks in ${folder} cannot be compiled: ${(error as Error).message}.`);
  process.exitCode = 1;
}

function summary(files: number): string {
  return files === 1 ? '1 RUNBOOK HAS PROBLEMS. Its page lists them, and its steps cannot be run.' : `${files} RUNBOOKS HAVE PROBLEMS. Their pages list them, and their steps cannot be run.`;
}
