/**
 * What a workspace is like right now, for an approval to be bound to. A helper looks, in a sandbox of its own in which there
 * is nothing but that workspace (facts.pl says what it trusts: nothing); the runner itself follows no path in there.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, copyFileSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceFacts } from '../../../common/approval-facts.ts';
import { HandrailError } from '../../../common/errors.ts';
import { sandboxCommand } from '../../sandbox/argv.ts';
import { inside } from '../../sandbox/layout.ts';
import { signalAll } from '../../sandbox/processes.ts';
import type { Proof } from '../../sandbox/canaries.ts';
import { installCommand, type Tools } from '../../sandbox/tools.ts';
import { factRecords, factsBroken, factsLate } from './facts-answer.ts';
import { factsOf } from './facts-shown.ts';
import type { Workspace } from './workspace.ts';

export interface FactsOptions {
  tools: Tools;
  /** folder made by `makeStage` */
  stage: string;
  /** folder for what each helper is given */
  folder: string;
  proof: Proof;
  /** bounds that a test sets lower */
  most?: Partial<typeof usualMost>;
}

/** Takes a workspace; gives its facts. Throws `facts-refused` when they cannot be told, and why. */
export type FactsOf = (workspace: Workspace) => Promise<WorkspaceFacts>;

/** Files and bytes looked at (more cannot be approved), files listed, bytes of one and of all that are shown, milliseconds it may take. */
const usualMost = { files: 50_000, bytes: 512 * 1024 * 1024, listed: 400, text: 64 * 1024, texts: 512 * 1024, ms: 20_000 };
/** The longest answer: texts, and paths of what is listed and of groups; in bytes. */
const mostAnswer = 4 * 1024 * 1024;
/** A bound on what one process of the helper may take: address space in bytes, processor time in seconds, open files. */
const bounds = ['--as=536870912', '--cpu=60', '--nofile=512'];
/** Helpers at work, and those who wait for one. */
const mostAtWork = 2;
const mostWaiting = 32;
const keyBytes = 32;

let count = 0;

/** Takes what helpers are made of; gives what looks at workspaces. */
export function openFacts(options: FactsOptions): FactsOf {
  const most = { ...usualMost, ...options.most };
  const turns = new Turns();
  return async (workspace) => {
    const { tools, proof } = options;
    if (tools.missing.length > 0) throw new HandrailError('package-missing', { packages: tools.missing.join(', '), command: installCommand(tools.missing) });
    if (proof.level === 'none') throw new HandrailError('running-off', { why: proof.why });
    return await turns.take(async () => {
      const state = workspace.state();
      const words = [state.directory, workspace.home === null ? '' : '1', most.files, most.bytes, most.listed, most.text, most.texts];
      const answer = await askHelper(options, workspace, words.map((word) => `${word}\0`).join(''), most.ms);
      return factsOf({ records: factRecords(answer), state, key: keyOf(workspace.folder), secrets: workspace.secrets });
    });
  };
}

async function askHelper({ tools, stage, folder }: FactsOptions, workspace: Workspace, words: string, ms: number): Promise<Buffer> {
  const own = join(folder, `facts-${process.pid}-${++count}`);
  const step = join(own, 'step');
  mkdirSync(step, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(step, 'ask'), words, 'latin1');
    writeFileSync(join(step, 'state'), '');
    copyFileSync(join(import.meta.dirname, 'facts.pl'), join(step, 'facts.pl'));
    for (const name of ['ask', 'facts.pl']) chmodSync(join(step, name), 0o644);
    chmodSync(step, 0o755);
    const { file, args } = sandboxCommand({
      tools, stage, uid: workspace.uid, step, workspace: workspace.files, home: workspace.home, forwards: [], links: [], interactive: false, cgroups: [],
      command: ['/usr/bin/prlimit', ...bounds, '/usr/bin/perl', `${inside.step}/facts.pl`],
    });
    return await wholeOutput(file, args, ms);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** Takes a command and the milliseconds it may take; gives all it printed. Throws when it took longer, printed too much, or failed. */
async function wholeOutput(file: string, args: string[], ms: number): Promise<Buffer> {
  const child = spawn(file, args, { cwd: '/', env: {}, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  // The first process takes the whole sandbox with it.
  const kill = () => { if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) signalAll([child.pid], 'SIGKILL'); };
  let isLate = false;
  const late = setTimeout(() => { isLate = true; kill(); }, ms);
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => { resolve(125); });
    child.once('exit', (status, signal) => { resolve(signal === null ? status ?? 125 : 128); });
  });
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of child.stdout as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > mostAnswer) throw factsBroken();
      parts.push(part);
    }
    const status = await ended;
    if (isLate) throw factsLate();
    if (status !== 0) throw factsBroken();
    return Buffer.concat(parts);
  } finally {
    clearTimeout(late);
    kill();
  }
}

/**
 * The key of a workspace's marks: beside its files, where no step can read it, and gone with them. Two runners that make it
 * at once go by the first.
 */
function keyOf(folder: string): Uint8Array {
  const path = join(folder, 'facts-key');
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, randomBytes(keyBytes));
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = readFileSync(path);
  if (key.length !== keyBytes) throw factsBroken();
  return key;
}

/** So many at a time, the rest in the order they came. */
class Turns {
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting.length >= mostWaiting) throw new HandrailError('too-fast');
    if (this.#working >= mostAtWork) await new Promise<void>((begin) => { this.#waiting.push(begin); });
    else this.#working += 1;
    try {
      return await work();
    } finally {
      // Whoever waited takes the place over.
      const next = this.#waiting.shift();
      if (next === undefined) this.#working -= 1;
      else next();
    }
  }
}
