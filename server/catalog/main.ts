/**
 * `npm run catalog [runbooks-folder [catalog-file]]`: compiles the runbooks and writes the catalog in one move, so that a
 * reader never meets half of it. With problems it prints them all, leaves the last good catalog, puts the problems beside it
 * for the page to show (`<catalog>.problems`), and ends with 1.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { describeProblem } from '../../common/catalog/problem.ts';
import { compileFolder } from './compile.ts';

const folder = resolve(process.argv[2] ?? 'runbooks');
const target = resolve(process.argv[3] ?? process.env['HANDRAIL_CATALOG'] ?? 'build/catalog.json');

const { catalog, problems } = await compileFolder(folder, process.cwd());
await mkdir(dirname(target), { recursive: true });
if (problems.length > 0) {
  const told = problems.map((problem) => `${describeProblem(problem)}\n`).join('');
  process.stderr.write(told);
  await write(`${target}.problems`, told);
  console.error(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}: no catalog written; the last good one stays.`);
  process.exitCode = 1;
} else {
  await write(target, `${JSON.stringify(catalog)}\n`);
  await rm(`${target}.problems`, { force: true });
  const steps = catalog.runbooks.reduce((sum, runbook) => sum + runbook.steps.length, 0);
  console.log(`${relative(process.cwd(), target)}: ${catalog.runbooks.length} runbooks, ${steps} steps, ${catalog.digest.slice(0, 12)}`);
}

async function write(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, file);
}
