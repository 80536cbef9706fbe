/**
 * A process on a terminal. Its bytes come as they are (no decoding), its exit and the end of its output are two things,
 * and both are waited for: what it printed last is never lost.
 *
 * The prebuilt binding of node-pty is used directly, since its JavaScript half throws a terminal's output away 200 ms after
 * the process has ended, read or not.
 */
import { chownSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';
import type { TerminalSize } from '../../common/run.ts';
import { createTerminalWriter } from '../sandbox/terminal-writer.ts';

interface Binding {
  fork(
    file: string, args: string[], environment: string[], cwd: string, cols: number, rows: number, uid: number, gid: number,
    utf8: boolean, helper: string, onExit: (status: number, signal: number) => void,
  ): { fd: number; pid: number; pty: string };
  resize(fd: number, cols: number, rows: number): void;
}

const require = createRequire(createRequire(import.meta.url).resolve('@lydell/node-pty'));
const binding = require(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`) as Binding;

export interface PtyExit {
  /** as a shell reports it: 128 + the signal for a process ended by one */
  status: number;
}

export interface Pty {
  readonly pid: number;
  /** Holds the process back once the terminal's own buffer is full. */
  pause(): void;
  resume(): void;
  /** Tells whether it was taken: not when much still waits for a process that does not read. */
  write(data: string): boolean;
  /** Takes a size that `isTerminalSize` accepts; after the end it does nothing. */
  resize(size: TerminalSize): void;
  /** Lets another user open the terminal, as scripts do that write to /dev/stderr. */
  giveTo(owner: number): void;
}

export interface PtyOptions {
  file: string;
  args: readonly string[];
  size: TerminalSize;
  /** Takes what was read. The bytes are the terminal's again once this returns: keep a copy. */
  onData(bytes: Buffer): void;
  /** after the last byte */
  onExit(exit: PtyExit): void;
}

/** What may wait to be read by the process, in bytes: a large paste many times over. */
const mostUnread = 1024 * 1024;
/** How long after the exit output may still come, in milliseconds: a process outside the sandbox could hold the terminal open. */
const drainMs = 5_000;
/**
 * What one read of a terminal gives at most, in bytes (N_TTY_BUF_SIZE - 1: linux/drivers/tty/n_tty.c). A read that fills its
 * buffer is followed by the next one at once, without asking first whether there is more: a buffer of just this size makes
 * a flood of output a third faster, and one that stays makes no garbage.
 */
const readBytes = 4095;

/** Takes what to run; gives it running, with an empty environment. Throws when the system has no terminal or process left. */
export function openPty(options: PtyOptions): Pty {
  let exit: PtyExit | null = null;
  let drained = false;
  let over = false;
  let drain: NodeJS.Timeout | null = null;
  const finish = () => {
    if (over || exit === null || !drained) return;
    over = true;
    options.onExit(exit);
  };
  const { file, args, size } = options;
  const forked = binding.fork(file, [...args], [], '/', size.cols, size.rows, -1, -1, false, '', (status, signal) => {
    exit = { status: signal > 0 ? 128 + signal : status };
    if (!drained) drain = setTimeout(() => stream.destroy(), drainMs);
    finish();
  });
  const buffer = Buffer.allocUnsafeSlow(readBytes);
  const take = (length: number) => {
    options.onData(buffer.subarray(0, length));
    return true;
  };
  const stream = openStream(forked.fd, { buffer, callback: take });
  const writer = createTerminalWriter({ fd: forked.fd, isOpen: () => !stream.destroyed });
  // A terminal whose last process has ended answers EIO: https://man7.org/linux/man-pages/man4/pts.4.html
  stream.on('error', () => stream.destroy());
  stream.on('close', () => {
    drained = true;
    if (drain !== null) clearTimeout(drain);
    finish();
  });
  stream.resume();
  return {
    pid: forked.pid,
    pause: () => { stream.pause(); },
    resume: () => { if (!drained) stream.resume(); },
    write: (data) => {
      if (exit !== null || drained) return true;
      if (writer.waiting > mostUnread) return false;
      writer.write(Buffer.from(data));
      return true;
    },
    giveTo: (owner) => { chownSync(forked.pty, owner, -1); },
    resize: ({ cols, rows }) => { if (exit === null && !drained) quietly(() => binding.resize(forked.fd, cols, rows)); },
  };
}

interface OnRead {
  buffer: Buffer;
  /** Takes how many bytes were read; tells whether to go on. */
  callback(length: number): boolean;
}

/** Takes a terminal's master and where to read to; gives the stream, not reading yet. It closes the descriptor when it ends. */
function openStream(fd: number, onread: OnRead): ReadStream {
  // A terminal's stream is a socket's, and takes its options: https://nodejs.org/api/net.html#new-netsocketoptions
  const Stream = ReadStream as unknown as new (fd: number, options: { onread: OnRead }) => ReadStream;
  return new Stream(fd, { onread });
}

/** Between the process's end and our hearing of it the terminal may be gone (EBADF): not worth dying for. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // The run is ending.
  }
}
