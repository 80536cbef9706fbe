/** `handrail lint`: tells what is wrong with runbooks, and mends what it can. It needs no server. */
import { existsSync, lstatSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { Sorry } from './api.ts';
import { withoutCommands } from './workflow-commands.ts';

interface Options {
  fix?: boolean;
  json?: boolean;
  format?: string;
  rule?: readonly string[];
  maxWarnings?: number;
  shellcheck: boolean;
}

/** Takes the program and what to do with the status a command ends with; adds `lint`. */
export function addLint(program: Command, end: (status: number) => void): void {
  program.command('lint')
    .description('tell what is wrong with runbooks: file, line, column, and what to write instead')
    .argument('[paths...]', 'runbooks, or one folder of them; `runbooks` when left out')
    .option('--fix', 'mend what a program can mend, and nothing else')
    .option('--json', 'print one JSON object: {"findings", "counts", "files", "fixed", "remarks"}')
    .option('--format <format>', 'terminal or github: annotations of GitHub Actions', formatOf, 'terminal')
    .option('--rule <name>', 'tell, and mend, findings of this rule only (repeatable)', (name: string, all: readonly string[] | undefined) => [...(all ?? []), name])
    .option('--max-warnings <n>', 'end with status 1 when there are more warnings than this', countOf)
    .option('--no-shellcheck', 'leave ShellCheck out')
    .addHelpText('after', `
Ends with 0 when there is no error, with 1 when there is one or too many warnings, with 125 when it could not look.
Each rule is explained in docs/reference/lint.md.

Examples:
  handrail lint
  handrail lint runbooks/prompt-redis.mdx --fix
  handrail lint --rule broken-link --rule placeholder
  handrail lint --format github --max-warnings 0`)
    .action(async (paths: readonly string[], options: Options) => { end(await lint(paths, options)); });
}

async function lint(paths: readonly string[], options: Options): Promise<number> {
  const { lintFolder } = await import('../catalog/lint/lint-folder.ts');
  const { ruleNames } = await import('../catalog/lint/rules.ts');
  const unknown = options.rule?.find((name) => !ruleNames.has(name));
  if (unknown !== undefined) throw new Sorry(`There is no rule ${unknown}. Rules: ${[...ruleNames].join(', ')}.`);
  const { folder, only } = choose(paths);
  const result = await lintFolder(folder, {
    root: rootOf(folder), from: process.cwd(), ...(only ? { only } : {}), ...(options.fix ? { fix: true } : {}), ...(options.shellcheck ? {} : { shellCheck: null }),
    ...(options.rule ? { rules: options.rule } : {}),
  });
  return await tell(result, options);
}

async function tell(result: Awaited<ReturnType<typeof import('../catalog/lint/lint-folder.ts').lintFolder>>, options: Options): Promise<number> {
  const { countOf: count } = await import('../catalog/lint/finding.ts');
  const counts = count(result.findings);
  if (options.json) {
    console.log(JSON.stringify({ findings: result.findings, counts, files: result.files, fixed: result.fixed, remarks: result.remarks }));
  } else if (options.format === 'github') {
    const { forGitHub } = await import('../catalog/lint/report/github.ts');
    console.log(forGitHub(result).join('\n'));
  } else {
    const { forTerminal } = await import('../catalog/lint/report/terminal.ts');
    process.stdout.write(withoutCommands(`${forTerminal(result, process.stdout.isTTY === true && !process.env['NO_COLOR']).join('\n')}\n`, process.env));
  }
  return counts.error > 0 || counts.warning > (options.maxWarnings ?? Infinity) ? 1 : 0;
}

/** One folder, or files of one folder. */
function choose(paths: readonly string[]): { folder: string; only: readonly string[] | null } {
  const whole = paths.length === 0 ? [resolve('runbooks')] : paths.map((path) => resolve(path));
  for (const path of whole) {
    if (!existsSync(path)) throw new Sorry(`${path} is not there. Name runbooks or a folder of them.`);
    if (lstatSync(path).isSymbolicLink() && !statSync(path).isDirectory()) throw new Sorry(`${path} is a link. Name the file it leads to.`);
  }
  const [first = ''] = whole;
  if (statSync(first).isDirectory()) {
    if (whole.length > 1) throw new Sorry('Name one folder, or files of one folder.');
    return { folder: first, only: null };
  }
  const folder = dirname(first);
  const astray = whole.find((path) => dirname(path) !== folder || !statSync(path).isFile() || !path.endsWith('.mdx'));
  if (astray !== undefined) throw new Sorry(`${astray} is no runbook of ${folder}. Name files of one folder that end with .mdx.`);
  return { folder, only: whole };
}

/** The site is where one stands, or the folder above the runbooks when one stands elsewhere. */
function rootOf(folder: string): string {
  const here = process.cwd();
  return folder !== here && folder.startsWith(`${here}/`) ? here : dirname(folder);
}

function formatOf(word: string): string {
  if (word !== 'terminal' && word !== 'github') throw new InvalidArgumentError('A format is terminal or github.');
  return word;
}

function countOf(word: string): number {
  if (!/^\d{1,6}$/.test(word)) throw new InvalidArgumentError('Write a whole number.');
  return Number(word);
}
