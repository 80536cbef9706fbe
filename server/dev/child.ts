/** A process that lives as long as `handrail dev`: what it says is kept, and it is gone when it is ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';

/** Lines that are kept to tell why a process ended. */
const keptLines = 60;

export class Child {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #kept: string[] = [];
  readonly #gone: Promise<void>;
  /** rejects when it ends without having been told to */
  readonly failed: Promise<never>;
  #ending = false;

  /** Takes what to call it, its words, folder and environment, and what to do with each of its lines. */
  constructor(name: string, words: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }, onLine: (line: string) => void) {
    this.#name = name;
    const [file = '', ...rest] = words;
    this.#process = spawn(file, rest, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#process.stdout, this.#process.stderr] as Readable[]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.#kept.push(line);
        if (this.#kept.length > keptLines) this.#kept.shift();
        onLine(line);
      });
    }
    this.#gone = once(this.#process, 'exit').then(() => undefined);
    this.failed = this.#gone.then(async () => {
      if (this.#ending) return await new Promise<never>(() => undefined);
      throw new Error(`${this.#name} has ended:\n${this.#kept.join('\n')}`);
    });
    this.failed.catch(() => undefined);
  }

  /** Its process id; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Its own end is expected from here on: a signal from the terminal reaches it too. */
  expectEnd(): void {
    this.#ending = true;
  }

  /** Ends it, gently, and after the milliseconds given by force. */
  async end(patienceMs: number): Promise<void> {
    this.#ending = true;
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGTERM');
    const force = setTimeout(() => this.#process.kill('SIGKILL'), patienceMs);
    await this.#gone;
    clearTimeout(force);
  }
}
