/**
 * ShellCheck over the bash of many steps: a few processes, each given a folder's worth of scripts. Parameters are declared in
 * front of each, and what our own rules tell is left out. Where ShellCheck is not installed, our own rules remain.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Finding } from './finding.ts';
import { isPlain } from './plain-shell.ts';
import type { ShellText } from './shell-text.ts';

export const shellCheckPath = '/usr/bin/shellcheck';

/** Told by rules of our own (quotes, undeclared names), or of no use in a step: it has no first line, and what it sets the next one uses. */
const leftOut = ['SC2086', 'SC2154', 'SC2034', 'SC2148', 'SC1090', 'SC1091', 'SC2155'];
/** After a `cd` that failed, what only reads fails too; what changes works in the wrong directory. */
const failingCd = 2164;
const cdAdvice = 'If this `cd` fails, what follows changes something in the wrong directory. Write `cd … && …`, or `cd … || exit`.';
const inOneProcess = 150;
/** A process that takes longer is ended, and the rest of the findings stand without it. */
const longestMs = 60_000;
const mostOutput = 32 * 1024 * 1024;

const comments = z.object({ comments: z.array(z.object({
  file: z.string(), line: z.int(), column: z.int(), endLine: z.int(), endColumn: z.int(), level: z.string(), code: z.int(), message: z.string(),
})) });

type Comment = z.infer<typeof comments>['comments'][number];

export interface Checked { findings: Finding[]; /** why some were not looked at */ troubles: string[] }

/** What ShellCheck said of a script, or will say. */
interface Job { script: string; said: Comment[] }

/** Scripts that were looked at in this process, so that one who edits a page does not wait for the others again. */
const remembered = new Map<string, Job>();
const mostRemembered = 20_000;

/** Gathers shell texts as pages are read, and checks them beside that: equal ones once. */
export class ShellCheck {
  readonly #path: string;
  readonly #asked: { file: string; text: ShellText; job: Job }[] = [];
  readonly #waiting: Job[] = [];
  readonly #running: Promise<string>[] = Array.from({ length: Math.max(1, availableParallelism()) }, () => Promise.resolve(''));
  #next = 0;

  constructor(path: string = shellCheckPath) {
    this.#path = path;
  }

  /** Whether it is installed. */
  get isThere(): boolean {
    return existsSync(this.#path);
  }

  /** Takes a runbook's path and its shell texts; they are looked at soon. */
  add(file: string, texts: readonly ShellText[]): void {
    if (!this.isThere) return;
    for (const text of texts.filter((each) => each.whole && !isPlain(each))) {
      const script = `${header(text)}${text.source}\n`;
      const job = remembered.get(script) ?? { script, said: [] };
      if (!remembered.has(script)) this.#waiting.push(job);
      remembered.set(script, job);
      this.#asked.push({ file, text, job });
    }
    while (this.#waiting.length >= inOneProcess) this.#start(this.#waiting.splice(0, inOneProcess));
  }

  /** Gives all findings, when the last process has ended. */
  async end(): Promise<Checked> {
    if (this.#waiting.length > 0) this.#start(this.#waiting.splice(0));
    const troubles = await Promise.all(this.#running);
    const findings = this.#asked.flatMap(({ file, text, job }) => job.said.flatMap((comment) => findingOf(comment, file, text)));
    while (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value ?? '');
    return { findings, troubles: [...new Set(troubles)].filter((trouble) => trouble !== '') };
  }

  /** As many processes as there are cores; further ones wait their turn. */
  #start(jobs: readonly Job[]): void {
    const turn = this.#next % this.#running.length;
    const before = this.#running[turn] ?? Promise.resolve('');
    this.#next += 1;
    this.#running[turn] = before.then(async (trouble) => trouble || await check(this.#path, jobs));
  }
}

/** Fills in what is said of the scripts; gives what went wrong, or nothing. */
async function check(path: string, jobs: readonly Job[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'handrail-lint-'));
  try {
    await Promise.all(jobs.map(({ script }, at) => writeFile(join(folder, `${at}.sh`), script)));
    const read = comments.parse(JSON.parse(await run(path, folder, jobs.length)));
    for (const comment of read.comments) jobs[Number.parseInt(comment.file, 10)]?.said.push(comment);
    return '';
  } catch (error) {
    for (const { script } of jobs) remembered.delete(script);
    return `ShellCheck gave no answer: ${(error as Error).message}. Shell was looked at by our own rules only.`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const headerLines = 2;

/** Its values are known to nobody, so that nothing is concluded from them. */
function header({ step }: ShellText): string {
  const names = step.parameters.map(({ name }, at) => `${name}=\${${at + 1}}`);
  return `#!/bin/bash\n${names.length > 0 ? names.join(' ') : ':'}\n`;
}

async function run(path: string, folder: string, scripts: number): Promise<string> {
  const child = spawn(path, ['--norc', '--shell=bash', '--severity=warning', '--format=json1', `--exclude=${leftOut.join(',')}`,
    ...Array.from({ length: scripts }, (_, at) => `${at}.sh`)], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], timeout: longestMs });
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > mostOutput) child.kill();
    else chunks.push(chunk);
  });
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      // 0: nothing found, 1: something
      if (status === 0 || status === 1) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`it ended with ${status ?? 'a signal'}`));
    });
  });
}

function findingOf({ line, column, endLine, endColumn, level, code, message }: Comment, file: string, text: ShellText): Finding[] {
  if (line <= headerLines || (code === failingCd && text.step.effect === 'read')) return [];
  const rows = text.source.split('\n');
  const row = rows[line - headerLines - 1] ?? '';
  const before = rows.slice(0, line - headerLines - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const [place, spot] = text.at(before + unitsOf(row, column - 1));
  return [{
    rule: 'shellcheck', severity: level === 'error' ? 'error' : 'warning', file, line: place, column: spot,
    message: `${code === failingCd ? cdAdvice : message} (SC${code}: https://www.shellcheck.net/wiki/SC${code})`, length: line === endLine ? Math.max(1, endColumn - column) : 1, fix: null,
  }];
}

/** ShellCheck counts code points, a tab as one of them; columns here count UTF-16 units. */
function unitsOf(row: string, columns: number): number {
  return Array.from(row).slice(0, columns).join('').length;
}
