/**
 * One run of one container: a bubblewrap sandbox with its output in a log book. It begins once and ends once; a restart
 * is another one. It dies with this process, whatever kills this process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ContainerStatus } from '../cluster/kubelet.ts';
import { searchPath } from '../images/machine.ts';
import type { LimitGroup } from '../../sandbox/limits.ts';
import type { LogBook, Source } from './log-book.ts';
import { killTree } from './process-tree.ts';
import { limited, type SandboxOptions, sandboxArguments } from './sandbox.ts';

/** Where to find the running container from outside: for entering it, and for signals. */
export interface Inside {
  /** number of its first process on this machine */
  pid: number;
  /** inode of its process namespace, which tells it from a later process of the same number */
  pidNamespace: number;
}

export type Ending = Extract<ContainerStatus['state'], { terminated: unknown }>['terminated'];

export interface ContainerEvents {
  /** it runs, and can be entered */
  onStarted(): void;
  onLines(lines: string[]): void;
  /** once, after all output is in the log book */
  onEnded(ending: Ending): void;
}

export interface Walls {
  /** file with the seccomp filter */
  filterFile: string;
  /** cgroup of the container; null where the machine has none to give */
  group: LimitGroup | null;
  /** the world's time, unix milliseconds */
  now(): number;
  /** takes what it prints */
  log: LogBook;
}

/** Number 3 of the child's open files is the status pipe, number 4 the seccomp filter. */
const files = { statusFd: 3, filterFd: 4 };
/** Processes a container started may keep its output open after it ended; this many milliseconds of it are still read. */
const lastWords = 200;
/** bubblewrap needs some 5 ms to build a sandbox; it is looked at this often, in milliseconds. */
const setupCheck = 2;

export class Container {
  readonly #log: LogBook;
  readonly startedAt: string;
  /** resolves when it has ended and its end was told */
  readonly gone: Promise<void>;
  #resolveGone: () => void = () => undefined;
  readonly #child: ChildProcess;
  readonly #events: ContainerEvents;
  readonly #group: LimitGroup | null;
  readonly #now: () => number;
  #process: Inside | null = null;
  /** the same, once it may be entered */
  #inside: Inside | null = null;
  #exitCode: number | null = null;
  #firstError = '';
  #statusText = '';
  #ended = false;

  /** Takes what to run, the walls that are no arguments, and whom to tell; begins at once. Nothing is told before the next tick. */
  constructor(options: Omit<SandboxOptions, 'statusFd' | 'filterFd'>, { filterFile, group, now, log }: Walls, events: ContainerEvents) {
    this.#now = now;
    this.#log = log;
    this.startedAt = new Date(now()).toISOString();
    this.#events = events;
    this.#group = group;
    this.gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
    const [program = '', ...args] = limited(['bwrap', ...sandboxArguments({ ...options, ...files })], group?.processFiles ?? []);
    const filter = openSync(filterFile, 'r');
    try {
      this.#child = spawn(program, args, { env: { PATH: searchPath }, cwd: '/', stdio: ['ignore', 'pipe', 'pipe', 'pipe', filter] });
    } finally {
      closeSync(filter);
    }
    this.#listen('stdout');
    this.#listen('stderr');
    const status = this.#child.stdio[files.statusFd] as Readable;
    status.on('data', (chunk: Buffer) => this.#onStatus(chunk.toString()));
    status.on('error', () => undefined);
    this.#child.on('error', (error) => this.#end(128, `cannot start ${program}: ${error.message}`));
    this.#child.on('exit', (code, signal) => {
      const timer = setTimeout(() => this.#end(code ?? 137, signal ?? ''), lastWords);
      this.#child.once('close', () => {
        clearTimeout(timer);
        this.#end(code ?? 137, '');
      });
    });
  }

  /** Where it runs; null before it has begun and after it ended. */
  get inside(): Inside | null {
    return this.#ended ? null : this.#inside;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Asks its first process to end. */
  terminate(): void {
    if (this.inside === null) this.kill();
    else signal(this.inside.pid, 'SIGTERM');
  }

  /** Ends it and everything in it at once: its first process takes the others along. */
  kill(): void {
    if (this.#ended) return;
    if (this.#process !== null) signal(this.#process.pid, 'SIGKILL');
    // While the sandbox is being built, bubblewrap's child waits for bubblewrap: alone it would wait for ever.
    else if (this.#child.pid !== undefined) killTree(this.#child.pid);
  }

  #listen(source: Source): void {
    const stream = this.#child[source] as Readable;
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => {
      if (this.#ended) return;
      if (source === 'stderr' && this.#firstError.length < 4096) this.#firstError += chunk.toString();
      const lines = this.#log.append(source, chunk, this.#now());
      if (lines.length > 0) this.#events.onLines(lines);
    });
  }

  /** bubblewrap writes `{ "child-pid": …, "pid-namespace": … }` when it has begun and `{ "exit-code": … }` at the end. */
  #onStatus(text: string): void {
    this.#statusText += text;
    const child = /"child-pid": (\d+)/.exec(this.#statusText)?.[1];
    const namespace = /"pid-namespace": (\d+)/.exec(this.#statusText)?.[1];
    if (this.#process === null && child !== undefined && namespace !== undefined) {
      this.#process = { pid: Number(child), pidNamespace: Number(namespace) };
      this.#awaitWalls(this.#process);
    }
    const code = /"exit-code": (\d+)/.exec(this.#statusText)?.[1];
    if (code !== undefined) this.#exitCode = Number(code);
  }

  /** The filter comes last, right before the command: from then on the walls stand. Until then this machine's files are in reach. */
  #awaitWalls(process: Inside): void {
    if (this.#ended) return;
    if (hasFilter(process.pid)) {
      this.#inside = process;
      this.#events.onStarted();
    } else {
      setTimeout(() => this.#awaitWalls(process), setupCheck);
    }
  }

  #end(code: number, message: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#log.end();
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#events.onEnded(this.#ending(this.#exitCode ?? code, message));
    this.#resolveGone();
  }

  #ending(exitCode: number, message: string): Ending {
    const times = { startedAt: this.startedAt, finishedAt: new Date(this.#now()).toISOString() };
    const refused = /^bwrap: (.*)/.exec(this.#firstError)?.[1];
    if (refused !== undefined || this.#child.pid === undefined) {
      return { exitCode: 128, reason: 'StartError', message: refused ?? message, ...times };
    }
    const bySignal = exitCode > 128 && exitCode <= 128 + 64 ? { signal: exitCode - 128 } : {};
    if (exitCode === 137 && this.#group?.ranOutOfMemory() === true) return { exitCode, ...bySignal, reason: 'OOMKilled', ...times };
    return { exitCode, ...bySignal, reason: exitCode === 0 ? 'Completed' : 'Error', ...times };
  }
}

function hasFilter(pid: number): boolean {
  try {
    return /^Seccomp:\s2$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false; // it has ended, and `exit` is on its way
  }
}

/** Sends a signal to a process that may be gone already. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone: what the signal was for has happened
  }
}
