/**
 * Commands run beside a container's process: with pipes, or on a terminal. Both tell their output, then how they ended;
 * `gone` resolves when the process is no more, also while a slow reader still has output to take.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { type IPty, spawn as spawnTerminal } from '@lydell/node-pty';
import type { ExecSession } from '../cluster/kubelet.ts';
import { createTerminalWriter, type TerminalWriter } from '../../sandbox/terminal-writer.ts';
import { searchPath } from '../images/machine.ts';
import { killTree } from './process-tree.ts';

export type Exec = ExecSession & { readonly gone: Promise<void> };

type OnBytes = (bytes: Uint8Array) => void;
type OnExit = (status: number | null, message?: string) => void;

const nothing = (): void => undefined;
const outside = { PATH: searchPath };
/** What the command leaves running may keep its output open; this many milliseconds of it are still read. */
const lastWords = 300;
/** While its reader is slow, an ended terminal must be noticed well within the 200 ms after which node-pty drops what is unread. */
const watchEvery = 50;

/** Gives a session that ends at once, with the reason why nothing was run. */
export function refusedExec(message: string): Exec {
  return {
    write: () => true, onRoom: nothing, endInput: nothing, resize: nothing, kill: nothing, onStdout: nothing, onStderr: nothing,
    pause: nothing, resume: nothing, gone: Promise.resolve(),
    onExit: (callback) => void setImmediate(() => callback(null, message)),
  };
}

/** Runs a command (as `enterCommand` gives it) with pipes. */
export class PipeExec implements Exec {
  readonly gone: Promise<void>;
  readonly #child: ChildProcess;
  #exit: OnExit = nothing;
  #paused = false;
  #done = false;

  constructor(command: readonly string[], stdin: boolean) {
    const [program = '', ...args] = command;
    this.#child = spawn(program, args, { env: outside, cwd: '/', detached: true, stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
    for (const stream of this.#child.stdio) stream?.on('error', nothing);
    this.gone = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', (error) => {
        resolve();
        this.#finish(null, `cannot start ${program}: ${error.message}`);
      });
    });
    this.#child.once('close', (code, signal) => this.#finish(code ?? 137, signal ?? undefined));
    this.#child.once('exit', (code) => this.#listenOn(code ?? 137));
  }

  write(bytes: Uint8Array): boolean {
    return this.#child.stdin?.writable !== true || this.#child.stdin.write(bytes);
  }

  onRoom(callback: () => void): void {
    for (const event of ['drain', 'close']) this.#child.stdin?.on(event, callback);
  }

  endInput(): void {
    this.#child.stdin?.end();
  }

  resize(): void {
    // there is no terminal to resize
  }

  kill(): void {
    if (this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) killTree(this.#child.pid);
  }

  onStdout(callback: OnBytes): void {
    this.#child.stdout?.on('data', callback);
  }

  onStderr(callback: OnBytes): void {
    this.#child.stderr?.on('data', callback);
  }

  onExit(callback: OnExit): void {
    this.#exit = callback;
  }

  pause(): void {
    this.#paused = true;
    this.#child.stdout?.pause();
    this.#child.stderr?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#child.stdout?.resume();
    this.#child.stderr?.resume();
  }

  #listenOn(code: number): void {
    setTimeout(() => {
      if (this.#paused && !this.#done) this.#listenOn(code);
      else this.#finish(code);
    }, lastWords);
  }

  #finish(status: number | null, message?: string): void {
    if (this.#done) return;
    this.#done = true;
    for (const stream of this.#child.stdio) stream?.destroy();
    this.#exit(status, message);
  }
}

/** Runs a command (as `enterCommand` gives it) on a terminal. */
export class TerminalExec implements Exec {
  readonly gone: Promise<void>;
  readonly #terminal: IPty;
  readonly #stdin: boolean;
  #stdout: OnBytes = nothing;
  #exit: OnExit = nothing;
  #status: number | null = null;
  #waiting: Uint8Array[] = [];
  #watch: NodeJS.Timeout | null = null;
  #paused = false;
  readonly #writer: TerminalWriter;
  #room: () => void = nothing;

  constructor(command: readonly string[], stdin: boolean) {
    const [program = '', ...args] = command;
    this.#stdin = stdin;
    this.#terminal = spawnTerminal(program, args, { name: 'xterm', cols: 80, rows: 24, cwd: '/', env: outside, encoding: null });
    // What node-pty keeps to itself: the terminal's master, and the stream on it, which knows whether that is still open.
    const inner = this.#terminal as unknown as { fd: number; _socket: Socket };
    this.#writer = createTerminalWriter({ fd: inner.fd, isOpen: () => !inner._socket.destroyed, onRoom: () => this.#room() });
    // A terminal that fails while it is written to must not end this process: node-pty throws unless somebody listens.
    const emitter = this.#terminal as unknown as EventEmitter;
    emitter.on('error', nothing);
    emitter.on('error', nothing);
    // With `encoding: null` bytes come and go, whatever the types say.
    this.#terminal.onData((data: unknown) => this.#onBytes(data as Uint8Array));
    this.gone = new Promise((resolve) => {
      this.#terminal.onExit(({ exitCode, signal }) => {
        this.#status = signal !== undefined && signal > 0 ? 128 + signal : exitCode;
        if (this.#watch !== null) clearInterval(this.#watch);
        resolve();
        if (!this.#paused) this.#exit(this.#status);
      });
    });
  }

  write(bytes: Uint8Array): boolean {
    if (this.#status !== null || !this.#stdin) return true;
    this.#writer.write(bytes);
    return this.#writer.waiting === 0;
  }

  onRoom(callback: () => void): void {
    this.#room = callback;
  }

  /** On a terminal the end of input is a character (Ctrl-D). */
  endInput(): void {
    this.write(Uint8Array.of(4));
  }

  resize(cols: number, rows: number): void {
    if (this.#status !== null || !isLength(cols) || !isLength(rows)) return;
    try {
      this.#terminal.resize(cols, rows);
    } catch {
      // EBADF: it ended a moment ago, and we are about to hear of it
    }
  }

  kill(): void {
    if (this.#status === null) killTree(this.#terminal.pid);
  }

  onStdout(callback: OnBytes): void {
    this.#stdout = callback;
  }

  onStderr(): void {
    // a terminal has one output
  }

  onExit(callback: OnExit): void {
    this.#exit = callback;
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#terminal.pause();
    this.#watch ??= setInterval(() => this.#readOnWhenEnded(), watchEvery);
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
    // The reader may ask for another pause in the middle of this.
    while (this.#waiting.length > 0 && !this.#paused) this.#stdout(this.#waiting.shift() as Uint8Array);
    if (this.#paused) return;
    if (this.#status === null) this.#terminal.resume();
    else this.#exit(this.#status);
  }

  #onBytes(bytes: Uint8Array): void {
    if (this.#paused) this.#waiting.push(bytes);
    else this.#stdout(bytes);
  }

  /** The process has ended: what the terminal still holds (a few KiB) is read into memory before it is dropped. */
  #readOnWhenEnded(): void {
    try {
      process.kill(this.#terminal.pid, 0);
    } catch {
      this.#terminal.resume();
    }
  }
}

function isLength(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 1000;
}
