/**
 * Clears away what `handrail dev` began, should it be ended in a way in which it cannot: killed, or out of memory. A process of
 * its own, which waits on a pipe that closes with whoever holds the other end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** What is left: a process to end, or a folder to remove once all processes are gone. */
type Left = { pid: number } | { folder: string };

const patienceMs = 8_000;
const lookEveryMs = 50;

export class Undertaker {
  readonly #process: ChildProcess;

  /** Begins to wait. In a session of its own, a Ctrl-C at the terminal does not reach it. */
  constructor() {
    this.#process = spawn(process.execPath, [import.meta.filename], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: { PATH: process.env.PATH } });
    this.#process.on('error', () => undefined);
    this.#process.stdin?.on('error', () => undefined);
  }

  /** Takes what is to be cleared away, in the order in which it began. */
  take(left: Left): void {
    this.#process.stdin?.write(`${JSON.stringify(left)}\n`);
  }

  /** All is cleared away already. */
  release(): void {
    this.#process.kill('SIGKILL');
  }
}

async function wait(): Promise<void> {
  const left: Left[] = [];
  for await (const line of createInterface({ input: process.stdin })) left.push(JSON.parse(line) as Left);
  const pids = left.flatMap((one) => ('pid' in one ? [one.pid] : []));
  for (const pid of pids) send(pid, 'SIGTERM');
  for (const until = Date.now() + patienceMs; Date.now() < until && pids.some((pid) => send(pid, 0)); ) await pause(lookEveryMs);
  for (const pid of pids) send(pid, 'SIGKILL');
  for (const one of left) if ('folder' in one) rmSync(one.folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Whether there was a process to send it to. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

if (import.meta.main) await wait();
