/** A site of made runbooks beside this repository's own pages, in a folder of its own, and what compiling and building it costs. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { runbookId, runbookText } from './scale-runbook.ts';
import type { RunbookText } from './plain-site.ts';

export const root = resolve(import.meta.dirname, '..');
const usage = join(import.meta.dirname, 'scale-usage.ts');
/** Not taken along: what is built, what is installed, and the runbooks, whose place the made ones take. */
const leftOut = ['node_modules', 'build', 'runbooks', '.git', '.docusaurus'];

/** What one program used. */
export interface Cost {
  /** by the clock */
  wallMs: number;
  userMs: number;
  systemMs: number;
  mostMiB: number;
}

/** Takes how many; gives that many made runbooks. */
export function makeRunbooks(count: number): RunbookText[] {
  return Array.from({ length: count }, (_, at) => ({ id: runbookId(at), text: runbookText(at, count) }));
}

/** Takes an empty folder and runbooks; writes the site's sources there, as they stand in this repository. */
export function writeSite(folder: string, runbooks: readonly RunbookText[]): void {
  cpSync(root, folder, { recursive: true, filter: (path) => dirname(path) !== root || !leftOut.includes(basename(path)) });
  mkdirSync(join(folder, 'runbooks'));
  for (const { id, text } of runbooks) writeFileSync(join(folder, 'runbooks', `${id}.mdx`), text);
  writeFileSync(join(folder, 'runbooks/first-day.yaml'), `- {id: first, title: One, text: Read it., runbook: ${runbookId(0)}}\n`);
  // A folder of its own, so that its caches are too.
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '.cache') symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

/** Takes a site's folder; removes all that a build leaves there, but for the catalog. */
export function forget(folder: string): void {
  for (const path of ['node_modules/.cache', '.docusaurus', 'build/site']) rmSync(join(folder, path), { recursive: true, force: true });
}

/** Takes a site's folder; builds it and gives what that cost. Throws with what the build said when it fails. */
export function buildSite(folder: string): Cost {
  return run(folder, [join(root, 'node_modules/@docusaurus/core/bin/docusaurus.mjs'), 'build', '--out-dir', 'build/site']);
}

/** Takes a folder to be in and what Node is to run; gives what that cost. Throws with what it said when its status is not among the given. */
export function run(folder: string, args: readonly string[], statuses: readonly number[] = [0]): Cost {
  const began = performance.now();
  const { status, stdout, stderr, output } = spawnSync(process.execPath, ['--import', usage, ...args], {
    cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'], maxBuffer: 64 * 1024 ** 2, env: { ...process.env, NODE_OPTIONS: '' },
  });
  const wallMs = performance.now() - began;
  if (status === null || !statuses.includes(status)) throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
  return { wallMs, ...(JSON.parse(output[3] ?? '{}') as Omit<Cost, 'wallMs'>) };
}
