/** A run as somebody sees it who sits before its terminal: what has been printed, and waiting for something to come. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { Attachment, RunnerClient } from '../runner/client.ts';

/** Of what is printed while it goes, this much at its end is kept. */
const keptBytes = 512 * 1024;
const frameHeader = 25;
/** A run that prints more than this is stopped: a runbook’s step has no use for it, and the disk is everybody’s. */
const floodBytes = 16 * 1024 * 1024;
/** How often is looked whether it has come to something, beside whenever anything is printed. Milliseconds. */
const lookEveryMs = 100;

export class WatchedRun {
  readonly #runner: RunnerClient;
  readonly #closed: AbortSignal;
  #run: Run;
  #attachment: Attachment | null = null;
  #kept: Buffer[] = [];
  #keptSize = 0;
  /** bytes printed so far */
  printed = 0;
  /** when something was last printed, milliseconds since 1970 */
  lastAt = Date.now();
  #wake: () => void = () => undefined;

  private constructor(runner: RunnerClient, run: Run, closed: AbortSignal) {
    this.#runner = runner;
    this.#closed = closed;
    this.#run = run;
  }

  /** Takes the runner, a run that was started, and what ends all waiting; watches the run from its beginning. */
  static async attach(runner: RunnerClient, run: Run, closed: AbortSignal): Promise<WatchedRun> {
    const watched = new WatchedRun(runner, run, closed);
    watched.#attachment = await runner.attach(run.id, 0, {
      types: run.interactive,
      output: (frame, offset, length) => { watched.#take(frame.subarray(frameHeader), offset + length); },
      run: (now) => { watched.#hear(now); },
      gap: (_, to) => { watched.#reached(to); },
    });
    watched.#hear(watched.#attachment.run);
    return watched;
  }

  /** the record as it last was told */
  get run(): Run {
    return this.#run;
  }

  get isOver(): boolean {
    return isOver(this.#run.state) && this.printed >= this.#run.end;
  }

  /** Why it was stopped, when that was for printing too much; else null. */
  get flood(): string | null {
    return this.printed > floodBytes ? `It printed more than ${floodBytes / 1024 ** 2} MiB, and was stopped.` : null;
  }

  /** Takes an offset; gives what was printed since, as far as it is kept. */
  since(offset: number): Buffer {
    const all = Buffer.concat(this.#kept);
    return all.subarray(Math.max(0, all.length - (this.printed - offset)));
  }

  /**
   * Waits until something is so, the run is over, or the time (milliseconds) is up; tells whether it is so. Throws
   * `runner-away` once all is closed.
   */
  async until(so: () => boolean, ms: number): Promise<boolean> {
    for (const late = Date.now() + ms; ; ) {
      this.#closed.throwIfAborted();
      if (so()) return true;
      if (this.isOver || Date.now() >= late) return false;
      const woken = Promise.withResolvers<void>();
      this.#wake = woken.resolve;
      const timer = new AbortController();
      await Promise.race([woken.promise, pause(Math.min(lookEveryMs, Math.max(1, late - Date.now())), undefined, { signal: timer.signal }).catch(() => undefined)]);
      timer.abort();
    }
  }

  async type(keys: string): Promise<void> {
    await this.#runner.input(this.#run.id, keys);
  }

  /** Gives the beginning of the output, at most so many bytes. */
  async head(bytes: number): Promise<Buffer> {
    return Buffer.from(await this.#runner.output(this.#run.id, 0, Math.min(this.printed, bytes)));
  }

  /** Gives the end of the output, at most so many bytes. */
  async tail(bytes: number): Promise<Buffer> {
    return Buffer.from(await this.#runner.output(this.#run.id, Math.max(0, this.printed - bytes), this.printed));
  }

  close(): void {
    this.#attachment?.detach();
  }

  #take(bytes: Uint8Array, end: number): void {
    // The frame's memory is used again.
    this.#kept.push(Buffer.from(bytes));
    this.#keptSize += bytes.length;
    while (this.#kept.length > 1 && this.#keptSize - (this.#kept[0]?.length ?? 0) > keptBytes) this.#keptSize -= this.#kept.shift()?.length ?? 0;
    this.lastAt = Date.now();
    this.#attachment?.ack(end);
    this.#reached(end);
  }

  #reached(end: number): void {
    const wasFlood = this.flood !== null;
    this.printed = end;
    if (this.flood !== null && !wasFlood) this.#runner.stop(this.#run.id).catch(() => undefined);
    this.#wake();
  }

  #hear(run: Run): void {
    this.#run = run;
    this.#wake();
  }
}
