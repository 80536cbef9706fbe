/**
 * Git in a sandbox. What people push is read by git only behind these walls: no network, no other repository, no hook, no
 * configuration but ours, bounded in processes, memory, time and output.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { makeGroup } from '../../sandbox/limits.ts';
import { searchPath } from '../images/machine.ts';
import type { Ground } from '../pods/ground.ts';
import { limited } from '../pods/sandbox.ts';

export type Walls = Pick<Ground, 'filterFile' | 'limits'>;

export interface GitOptions {
  /** the bare repository on this machine */
  repository: string;
  /** path of it inside, below /srv */
  inside: string;
  /** whether git may change it */
  writable: boolean;
  /** what to run: a program of git and its arguments */
  command: readonly string[];
  /** further variables */
  env?: Readonly<Record<string, string>>;
}

/** Number of the open file with the seccomp filter. */
const filterFd = 3;
/** What git and its helpers may take: a push unpacks in three processes. */
const most = { processes: 64, memoryBytes: 512 * 1024 * 1024 };
/** Milliseconds after which git is ended, whatever it does. A clone of a practice repository takes some 30. */
export const longest = 60_000;
/** Bytes that one push may bring. */
export const largestPush = 16 * 1024 * 1024;

/**
 * Git's settings for the world's repositories. They come from the environment, which git trusts like its command line:
 * `safe.directory` is heeded from nowhere else.
 */
const settings: Readonly<Record<string, string>> = {
  'safe.directory': '*',
  'core.hooksPath': '/dev/null',
  'http.receivepack': 'true',
  'receive.fsckObjects': 'true',
  'receive.maxInputSize': String(largestPush),
  // One file for each push, so that the size of a repository is quickly known.
  'receive.unpackLimit': '1',
  'receive.autogc': 'false',
  'gc.auto': '0',
  'core.bigFileThreshold': '4m',
  'pack.threads': '1',
  'pack.windowMemory': '32m',
};

const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/bin',
  HOME: '/tmp',
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_COUNT: String(Object.keys(settings).length),
  ...Object.fromEntries(Object.entries(settings).flatMap(([key, value], index) => [[`GIT_CONFIG_KEY_${index}`, key], [`GIT_CONFIG_VALUE_${index}`, value]])),
};

/** Takes what to run; gives the arguments of `bwrap`. Pure. */
export function gitArguments({ repository, inside, writable, command, env = {} }: GitOptions): string[] {
  return [
    '--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--new-session',
    '--uid', '1000', '--gid', '1000', '--cap-drop', 'ALL', '--hostname', 'git',
    '--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64',
    '--proc', '/proc', '--remount-ro', '/proc', '--dev', '/dev', '--remount-ro', '/dev',
    '--size', String(most.memoryBytes / 8), '--tmpfs', '/tmp',
    writable ? '--bind' : '--ro-bind', repository, `/srv/${inside}`,
    '--remount-ro', '/', '--chdir', `/srv/${inside}`,
    '--clearenv', ...Object.entries({ ...gitEnvironment, ...env }).flatMap(([name, value]) => ['--setenv', name, value]),
    '--seccomp', String(filterFd), '--', ...command,
  ];
}

let groups = 0;

/** Takes what to run and the walls; starts it, with pipes for its input, output and errors. It is ended after `longest`. */
export function startGit(options: GitOptions, { filterFile, limits }: Walls): ChildProcess {
  groups += 1;
  const group = limits === null ? null : makeGroup(limits, `git-${process.pid}-${groups}`, most);
  const [program = '', ...args] = limited(['bwrap', ...gitArguments(options)], group?.processFiles ?? []);
  const filter = openSync(filterFile, 'r');
  let child: ChildProcess;
  try {
    // An empty environment: what bwrap inherits can be read inside, whatever `--clearenv` says.
    child = spawn(program, args, { env: { PATH: searchPath }, cwd: '/', stdio: ['pipe', 'pipe', 'pipe', filter] });
  } finally {
    closeSync(filter);
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), longest);
  child.once('close', () => {
    clearTimeout(timer);
    void group?.remove();
  });
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  return child;
}

/** What git said, when it ended with something else than 0. */
export class GitError extends Error {
  readonly status: number | null;
  readonly output: string;

  constructor(status: number | null, errors: string, output: string) {
    super(errors.trim() === '' ? `git ended with ${String(status)}` : errors.trim());
    this.status = status;
    this.output = output;
  }
}

/**
 * Takes what to run, the walls, what to feed it and how many bytes of output to take; gives the output.
 * Throws a GitError when it fails or says more than that.
 */
export function runGit(options: GitOptions, walls: Walls, input: string | Buffer = '', largest = 1024 * 1024): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = startGit(options, walls);
    const output: Buffer[] = [];
    let size = 0;
    let errors = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largest) output.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      if (errors.length < 4096) errors += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (status) => {
      if (size > largest) reject(new GitError(null, `git said more than ${largest} bytes`, ''));
      else if (status === 0) resolve(Buffer.concat(output));
      else reject(new GitError(status, errors, Buffer.concat(output).toString()));
    });
    child.stdin?.end(input);
  });
}
