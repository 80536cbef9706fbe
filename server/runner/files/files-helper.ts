/**
 * The helper that goes among a workspace's files: a program in a sandbox in which there is nothing but that workspace, as
 * the user who owns it, without network, endpoints or terminal. What it is asked stands in a file, for command lines can be
 * read by everybody; what it answers comes over a pipe.
 */
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { sandboxCommand } from '../../sandbox/argv.ts';
import { inside } from '../../sandbox/layout.ts';
import { signalAll } from '../../sandbox/processes.ts';
import type { Tools } from '../../sandbox/tools.ts';
import { broken } from './files-answer.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface HelperOptions {
  tools: Tools;
  /** folder made by `makeStage` */
  stage: string;
  /** folder for what each helper is given, in memory where there is one for us */
  folder: string;
}

export interface Helper {
  /** what it answers, as it comes */
  output: Readable;
  /** its exit status, once it has ended and left nothing behind; 128 and more when a signal ended it */
  ended: Promise<number>;
  kill(): void;
}

/** A bound on what one process of it may take: address space in bytes, processor time in seconds, open files. */
const bounds = ['--as=536870912', '--cpu=120', '--nofile=64'];
let count = 0;

/** Takes a workspace, the words to ask and the content to write, both as bytes; gives the helper at work. */
export function startHelper({ tools, stage, folder }: HelperOptions, workspace: Workspace, words: Buffer, content: Uint8Array): Helper {
  const own = join(folder, `files-${process.pid}-${++count}`);
  const step = join(own, 'step');
  mkdirSync(step, { recursive: true, mode: 0o700 });
  writeFileSync(join(step, 'ask'), words);
  writeFileSync(join(step, 'content'), content);
  writeFileSync(join(step, 'state'), '');
  copyFileSync(join(import.meta.dirname, 'files.pl'), join(step, 'files.pl'));
  for (const name of ['ask', 'content', 'files.pl']) chmodSync(join(step, name), 0o644);
  chmodSync(step, 0o755);
  const { file, args } = sandboxCommand({
    tools, stage, uid: workspace.uid, step, workspace: workspace.files, home: null, forwards: [], links: [], interactive: false, cgroups: [],
    command: ['/usr/bin/prlimit', ...bounds, '/usr/bin/perl', `${inside.step}/files.pl`],
  });
  const child = spawn(file, args, { cwd: '/', env: {}, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => { resolve(125); });
    child.once('exit', (status, signal) => { resolve(signal === null ? status ?? 125 : 128); });
  }).finally(() => { rmSync(own, { recursive: true, force: true }); });
  // The first process takes the whole sandbox with it.
  return { output: child.stdout, ended, kill: () => { if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) signalAll([child.pid], 'SIGKILL'); } };
}

/** Takes a helper, the most bytes it may answer and how long it may take, in milliseconds; gives all it answered. Throws when it is more, or not the whole. */
export async function wholeAnswer(helper: Helper, mostBytes: number, mostMs: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  const late = setTimeout(() => { helper.kill(); }, mostMs);
  try {
    for await (const part of helper.output as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > mostBytes) throw broken();
      parts.push(part);
    }
    if (await helper.ended !== 0) throw broken();
    return Buffer.concat(parts);
  } finally {
    clearTimeout(late);
    helper.kill();
  }
}
