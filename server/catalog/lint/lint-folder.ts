/** Reads runbooks, lints them among their neighbours, and mends them when asked. What the command and the site's build call. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { largestFile, type RunbookFile } from '../../../common/catalog/compile.ts';
import { inOrder } from '../../../common/catalog/problem.ts';
import { findingsOf, readFile as readRunbook, type ReadFile } from './engine.ts';
import { keptName, readKept } from '../../links/kept.ts';
import { astrayIn } from '../compile.ts';
import type { Finding } from './finding.ts';
import { fixed, replaceFile } from './fix-file.ts';
import { linkTargets } from './link-targets.ts';
import { ShellCheck } from './shellcheck.ts';
import type { Page } from './page.ts';
import { ofNoRunbook } from './rules/lost-link.ts';
import { type KeptLink, siteOf, type Site } from './site.ts';

export interface LintOptions {
  /** files to tell of, as absolute paths; all of the folder when left out */
  only?: readonly string[];
  /** the root of the site, with its docs and pictures; the folder's parent when left out */
  root?: string;
  /** the folder that paths are told from; the root when left out */
  from?: string;
  /** YYYY-MM-DD; this day when left out */
  today?: string;
  /** mend what can be mended, before the findings are told */
  fix?: boolean;
  /** rules to tell and mend findings of; all when left out */
  rules?: readonly string[];
  /** where ShellCheck is; null leaves it out */
  shellCheck?: string | null;
}

export interface LintResult {
  /** in the order of files and lines */
  findings: Finding[];
  /** runbooks that were looked at */
  files: number;
  /** fixes that were applied, by file */
  fixed: Record<string, number>;
  /** what could not be done, in sentences: ShellCheck is missing, a file could not be written */
  remarks: string[];
  /** lines of the files that have findings, by file: for showing them */
  lines: ReadonlyMap<string, readonly string[]>;
}

interface OnDisk extends RunbookFile { path: string; chosen: boolean }

/** Takes the folder of runbooks; gives what lint finds. Throws when the folder cannot be read. */
export async function lintFolder(folder: string, options: LintOptions = {}): Promise<LintResult> {
  const root = resolve(options.root ?? dirname(folder));
  const from = resolve(options.from ?? root);
  const files = await readFiles(resolve(folder), from, options.only);
  const around = { today: options.today ?? new Date().toISOString().slice(0, 10), targets: linkTargets(resolve(folder), root), kept: await keptIn(resolve(folder)) };
  const remarks: string[] = [];
  const shell = options.shellCheck === null ? null : new ShellCheck(options.shellCheck);
  if (shell?.isThere === false) remarks.push('ShellCheck is not installed, so shell is looked at by our own rules only. `apt-get install shellcheck` brings it.');
  const read = await readAll(files, options.fix ? null : shell);
  const applied = options.fix ? await mendAll(files, read, around, remarks, options.rules) : {};
  if (options.fix) for (const [at, file] of files.entries()) check(shell, file, read[at]);
  const chosen = read.filter((_, at) => files[at]?.chosen);
  const { findings: said, troubles } = await shell?.end() ?? { findings: [], troubles: [] };
  remarks.push(...troubles);
  const checked = Map.groupBy(said, ({ file }) => file);
  const site = siteOf({ ...around, pages: pagesOf(read) });
  const astray = options.only ? [] : [...await misplacedIn(resolve(folder), from), ...ofNoRunbook(around.kept, relative(from, join(resolve(folder), keptName)), namesOf(files, read))];
  const findings = inOrder([...astray, ...chosen.flatMap((each) => findingsOf(each, site, checked.get(each.file) ?? []))]);
  const told = findings.filter(({ rule }) => options.rules?.includes(rule) ?? true);
  return { findings: told, files: chosen.length, fixed: applied, remarks, lines: linesOf(chosen) };
}

function pagesOf(read: readonly ReadFile[]): Page[] {
  return read.flatMap(({ page }) => page ?? []);
}

/** The links that were ever given away; none where nobody keeps them. */
async function keptIn(folder: string): Promise<KeptLink[]> {
  const text = await readFile(join(folder, keptName), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line, at) => readKept(line).map((link) => ({ link, line: at + 1 })));
}

/** What runbooks are called and were, also those that cannot be read just now. */
function namesOf(files: readonly OnDisk[], read: readonly ReadFile[]): Set<string> {
  return new Set([...files.map(({ id }) => id), ...pagesOf(read).flatMap(({ front }) => front?.formerly ?? [])]);
}

async function misplacedIn(folder: string, from: string): Promise<Finding[]> {
  return (await astrayIn(folder, from)).map((problem) => ({ ...problem, severity: 'error', length: 1, fix: null }));
}

/** Reads runbooks; ShellCheck begins beside that, which it can only when others have their turn now and then. */
async function readAll(files: readonly OnDisk[], shell: ShellCheck | null): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  for (const file of files) {
    const each = readRunbook(file);
    read.push(each);
    check(shell, file, each);
    await setImmediate();
  }
  return read;
}

function check(shell: ShellCheck | null, { chosen }: OnDisk, read: ReadFile | undefined): void {
  if (shell && chosen && read?.page) shell.add(read.file, read.page.shell);
}

/** Mends the files that were asked for, and reads those again that changed; gives how many fixes each took. */
async function mendAll(files: readonly OnDisk[], read: ReadFile[], around: Pick<Site, 'today' | 'targets' | 'kept'>, remarks: string[], rules?: readonly string[]): Promise<Record<string, number>> {
  const applied: Record<string, number> = {};
  const site = siteOf({ ...around, pages: pagesOf(read) });
  for (const [at, file] of files.entries()) {
    const before = read[at];
    if (before && file.chosen && await mend(file, fixed(file, before, site, rules), applied, remarks)) read[at] = readRunbook(file);
  }
  return applied;
}

/** Tells whether the file was changed. */
async function mend(file: OnDisk, result: ReturnType<typeof fixed>, applied: Record<string, number>, remarks: string[]): Promise<boolean> {
  if (result.applied === 0) return false;
  try {
    if (await replaceFile(file.path, file.bytes, result.bytes)) {
      file.bytes = result.bytes;
      applied[file.file] = result.applied;
      return true;
    }
    remarks.push(`${file.file} was changed by somebody else meanwhile, so it was left alone. Run the command again.`);
  } catch (error) {
    remarks.push(`${file.file} could not be mended: ${(error as Error).message}`);
  }
  return false;
}

/** All of the folder, since links lead from one to another; those chosen are told of. */
async function readFiles(folder: string, from: string, only: readonly string[] | undefined): Promise<OnDisk[]> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() && /\.mdx$/.test(entry.name) && !entry.name.startsWith('_'));
  const paths = new Set([...names.map(({ name }) => join(folder, name)), ...(only ?? [])]);
  return await Promise.all([...paths].sort().map(async (path) => ({
    id: basename(path).replace(/\.mdx?$/, ''), file: relative(from, path), path, bytes: await readSome(path), chosen: only === undefined || only.includes(path),
  })));
}

/** Bytes. Of a file beyond it, it is only said that it is too long. */
const mostTold = 16 * 1024 * 1024;

/** A file beyond every bound is not read whole: its size alone is told. */
async function readSome(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  return size > largestFile ? new Uint8Array(Math.min(size, mostTold)) : await readFile(path);
}

function linesOf(read: readonly ReadFile[]): Map<string, readonly string[]> {
  return new Map(read.flatMap(({ file, page }) => (page ? [[file, page.lines] as const] : [])));
}
