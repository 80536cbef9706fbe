/** `handrail import`: pages in reStructuredText or Markdown become runbooks. It needs no server. */
import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Imported, Refused } from '../import/import-pages.ts';
import type { Note } from '../import/page.ts';
import { visible } from '../../common/catalog/visible.ts';
import { ownFailure, Sorry } from './api.ts';

interface Options {
  out: string;
  json?: boolean;
  force?: boolean;
}

/** Takes the program and what to do with the status a command ends with; adds `import`. */
export function addImport(program: Command, end: (status: number) => void): void {
  program.command('import')
    .description('make runbooks of pages in reStructuredText (.rst) or Markdown (.md)')
    .argument('<files...>', 'the pages; give those that link to each other together')
    .option('--out <folder>', 'where the runbooks go', 'runbooks')
    .option('--force', 'write over runbooks that are there')
    .option('--json', 'print one JSON object: {"imported", "refused"}')
    .addHelpText('after', `
Nothing is dropped in silence: what was not carried over, and what is a guess, is told on stderr and at the end of each runbook.
Ends with 0 when every page became a runbook that compiles, with 1 when one did not, with 125 when nothing could be written.

Examples:
  handrail import docs/cache.rst
  handrail import wiki/*.md --out /tmp/runbooks
  handrail import docs/*.rst --json | jq '.imported[].notes'`)
    .action(async (files: readonly string[], options: Options) => { end(await importFiles(files, options)); });
}

async function importFiles(files: readonly string[], options: Options): Promise<number> {
  const { importInThread } = await import('../import/import-in-thread.ts');
  const { readSourceFile } = await import('../import/source-file.ts');
  const { Unreadable } = await import('../import/unreadable.ts');
  const unread: Refused[] = [];
  const sources = [...new Set(files)].flatMap((file) => {
    try {
      return [{ file, text: readSourceFile(file) }];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      unread.push({ file, why: error.message });
      return [];
    }
  });
  const { imported, refused } = await importInThread(sources);
  const kept: Refused[] = [];
  const written = imported.filter((page) => write(page, options, kept));
  const all = [...unread, ...refused, ...kept];
  if (options.json) console.log(JSON.stringify({ imported: written.map((page) => summary(page, options.out)), refused: all }));
  else tell(written, all, options.out);
  if (written.length === 0 && kept.length > 0) return ownFailure;
  return all.length > 0 || written.some(({ runbook }) => runbook === null) ? 1 : 0;
}

/** A new file is made, never through a link that somebody put there. */
function write({ id, file, mdx }: Imported, { out, force }: Options, kept: Refused[]): boolean {
  const path = join(out, `${id}.mdx`);
  try {
    mkdirSync(out, { recursive: true });
    if (force && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Sorry(`${path} is a link. Remove it, then import again.`);
    writeFileSync(path, mdx, { flag: force ? 'w' : 'wx' });
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof Sorry) throw error;
    if (code !== 'EEXIST') throw new Sorry(`${path} cannot be written (${code ?? 'unknown'}). Choose another folder with --out.`);
    kept.push({ file, why: `${path} is there already, and stays. Give --force to write over it, or another folder with --out.` });
    return false;
  }
}

function summary({ file, id, runbook, problems, notes }: Imported, out: string) {
  return { file, runbook: join(out, `${id}.mdx`), steps: countsOf(runbook), problems, notes };
}

function countsOf(runbook: Imported['runbook']): { runnable: number; file: number; manual: number } {
  const count = (kind: string) => (runbook?.steps ?? []).filter((step) => step.kind === kind).length;
  return { runnable: count('runnable'), file: count('file'), manual: count('manual') };
}

function tell(written: readonly Imported[], refused: readonly Refused[], out: string): void {
  for (const page of written) {
    const { runnable, file, manual } = countsOf(page.runbook);
    console.log(`${join(out, `${page.id}.mdx`)}  ${runnable} steps, ${file} files, ${manual} by hand`);
    for (const note of page.notes) console.error(describe(note));
    for (const { line, column, message } of page.problems) console.error(visible(`${join(out, `${page.id}.mdx`)}:${line}:${column} ${message}`));
  }
  for (const { file, why } of refused) console.error(visible(`${file}: ${why}`));
}

function describe({ file, line, kind, message, text }: Note): string {
  return `${file}:${line} ${kind === 'left' ? 'not carried over' : 'look it over'}: ${message}${text === '' ? '' : `: “${text.replace(/\s+/g, ' ').slice(0, 200)}”`}`.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
