/**
 * One run that is going: its record, its output on the way from the process to journal and viewers, and its end, exactly
 * once. A batch run is never held back. In an interactive run the one who types may hold it back, for two seconds.
 */
import type { ErrorCode } from '../../common/errors.ts';
import { HandrailError } from '../../common/errors.ts';
import { flow } from '../../common/protocol/flow.ts';
import type { ChainAnchor } from '../../common/chain.ts';
import { type Run, type TerminalSize, withoutSeal } from '../../common/run.ts';
import { isOver, mayBecome, type RunState } from '../../common/run-state.ts';
import type { DiskGate } from './journal/disk-gate.ts';
import type { Execution } from './execution.ts';
import type { Journal } from './journal/journal.ts';
import type { RunRequest } from './protocol.ts';
import { preludeOf, Screen } from './viewers/screen.ts';
import type { ViewerSink } from './viewers/viewer.ts';
import { Watchers, type Watching, type Who } from './viewers/watchers.ts';

/** Why a run is being ended by us. */
export interface Ending {
  state: 'stopped' | 'timed-out' | 'exited';
  note: string;
}

/** How a run ended. */
export type End = Pick<Run, 'state' | 'exitStatus' | 'asExpected' | 'note' | 'endedAt'>;

/** What a run's output may take, and what it is bound to at its end. */
export interface OutputLimits {
  /** A run may print so many bytes; then it is stopped, and says so. */
  bytes: number;
  /** null where nobody looks after the disk */
  disk: DiskGate | null;
  /** where the record of what went through gateways stands; left out where there is none */
  chain?: () => ChainAnchor;
}

const lineFeed = 10;

export class LiveRun {
  readonly request: RunRequest;
  readonly #journal: Journal;
  readonly #limits: OutputLimits;
  readonly #tell: (run: Run) => void;
  readonly #queued = performance.now();
  readonly #screen = new Screen();
  readonly #watchers: Watchers;
  readonly #finished = Promise.withResolvers<Run>();
  #run: Run;
  /** Unix milliseconds of the last output */
  #outputAt: number | null = null;
  #over: Promise<Run> | null = null;
  #execution: Execution | null = null;
  #ending: Ending | null = null;
  /** its last words are said: nothing it prints from now on is kept */
  #isCut = false;
  #stall: NodeJS.Timeout | null = null;
  /** the one who types has held it back too long: a viewer like others until caught up */
  #stalled = false;

  constructor(request: RunRequest, run: Run, journal: Journal, limits: OutputLimits, tell: (run: Run) => void) {
    this.request = request;
    this.#limits = limits;
    this.#run = run;
    this.#journal = journal;
    this.#tell = tell;
    this.#watchers = new Watchers(this, () => { this.#holdBack(); });
  }

  /** the record as it stands */
  get run(): Run {
    return { ...this.#run, end: this.end, ...(this.#outputAt === null ? {} : { outputAt: this.#outputAt }) };
  }

  /** Unix milliseconds, but a clock that is set back does not take the run back: then it is counted from when it was queued. */
  now(): number {
    return Math.max(Date.now(), this.#run.queuedAt + Math.round(performance.now() - this.#queued));
  }

  /** the record without what has been printed since: another object once it changes */
  get record(): object {
    return this.#run;
  }

  get end(): number {
    return this.#journal.end;
  }

  /** settles with the final record, once that is durable */
  get finished(): Promise<Run> {
    return this.#finished.promise;
  }

  /** whether its end is decided, though perhaps not recorded yet */
  get isEnding(): boolean {
    return this.#over !== null;
  }

  /** what ended it, as far as that was us */
  get ending(): Ending | null {
    return this.#ending;
  }

  read(from: number, to: number): Uint8Array {
    return this.#journal.read(from, to);
  }

  /** Takes a change that is no end; makes it known. */
  become(state: RunState, change: Partial<Run> = {}): void {
    if (this.#over !== null || !mayBecome(this.#run.state, state)) return;
    this.#run = { ...this.#run, ...change, state };
    if (state === 'running') this.#journal.begun(this.#run.size);
    this.#announce(null);
  }

  /** Takes the running processes. If the run was ended meanwhile, they are stopped. */
  executeWith(execution: Execution): void {
    this.#execution = execution;
    if (this.#ending !== null) execution.stop();
  }

  /** Takes why; stops it. The first reason counts. */
  endBecause(ending: Ending): void {
    this.#ending ??= ending;
    this.#execution?.stop();
  }

  kill(): void {
    this.#execution?.kill();
  }

  /** Takes output; keeps it, then shows it. What goes over a limit is cut off, and the run ended. */
  print(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#over !== null || this.#isCut) return;
    const from = this.end;
    const kept = bytes.subarray(0, this.#limits.bytes - from);
    try {
      this.#journal.append(kept);
    } catch (error) {
      this.#show(kept.subarray(0, this.end - from));
      this.cutShort(`The output could not be kept, so the step was stopped: ${(error as Error).message}. Free some space, then run it again.`);
      return;
    }
    this.#outputAt = this.now();
    this.#show(kept);
    if (kept.length < bytes.length || this.end >= this.#limits.bytes) {
      this.cutShort(`The step printed ${this.#limits.bytes / 1024 ** 2} MiB, the most that is kept, and was stopped.`);
    }
    const urgency = this.#limits.disk?.urgency(kept.length) ?? null;
    if (urgency !== null) this.cutShort(urgency);
    this.#holdBack();
  }

  /** Takes why in one sentence; says so in the last line of the output, keeps nothing after it, and ends the run. */
  cutShort(why: string): void {
    if (this.#over !== null || this.#isCut) return;
    this.#isCut = true;
    this.endBecause({ state: 'exited', note: why });
    const isOpenLine = this.end > 0 && this.read(this.end - 1, this.end)[0] !== lineFeed;
    const words = Buffer.from(`${isOpenLine ? '\r\n' : ''}handrail: ${why}\r\n`);
    try {
      this.#journal.conclude(words);
      this.#show(words);
    } catch {
      // The record still says it.
    }
  }

  #show(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#screen.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#watchers.changed(bytes);
  }

  /**
   * Takes the end; makes it durable, then known. Only the first end counts: the run that another call is just ending stays
   * as that one says. A disk that refuses leaves the run without an end on disk: it is lost.
   */
  finish(end: End): Promise<Run> {
    this.#over ??= this.#record(end);
    return this.#over;
  }

  async #record(change: End): Promise<Run> {
    if (this.#stall !== null) clearTimeout(this.#stall);
    this.#watchers.close();
    const chain = this.#limits.chain?.();
    let over: Run = { ...this.#run, ...change, end: this.end, recording: this.#journal.seal(), ...(chain && { chain }) };
    try {
      await this.#journal.finish(over);
    } catch (error) {
      over = { ...withoutSeal(over), state: 'lost', exitStatus: null, asExpected: false, note: `How it ended could not be kept: ${(error as Error).message}.` };
    }
    this.#run = over;
    this.#execution = null;
    this.#announce(null);
    this.#finished.resolve(over);
    return over;
  }

  /** Takes where to begin (at an offset, or so that the screen as it is can be drawn), who it is and where to send; attaches a viewer. Throws `past-the-end`. */
  view(from: number | 'screen', who: Who, sink: ViewerSink): Watching {
    if (from !== 'screen' && from > this.end) throw new HandrailError('past-the-end', { end: this.end, from });
    return this.#watchers.add(from === 'screen' ? this.#shown() : { offset: from, prelude: '' }, who, sink);
  }

  /** where a viewer goes on that has been left far behind */
  restart(): { offset: number; prelude: string } {
    return this.#screen.restart();
  }

  #shown(): Watching['start'] {
    const start = this.#screen.start();
    return { offset: start.offset, prelude: preludeOf(start, (from, to) => this.read(from, to)) };
  }

  /** Takes keys. Throws when the step takes none, or does not read those it was given. */
  input(data: string): void {
    this.#refuse(!this.#run.interactive, 'not-interactive');
    this.#refuse(isOver(this.#run.state), 'run-over');
    this.#refuse(this.#execution?.input(data) === false, 'too-fast');
  }

  /** Takes a size already checked. */
  resize(size: TerminalSize): void {
    if (isOver(this.#run.state)) return;
    this.#run = { ...this.#run, size };
    this.#journal.resized(size);
    this.#execution?.resize(size);
  }

  #holdBack(): void {
    const full = this.#watchers.full && this.#ending === null;
    if (!full) {
      if (this.#stall !== null) clearTimeout(this.#stall);
      this.#stall = null;
      this.#stalled = false;
      this.#execution?.resume();
    } else if (this.#stall === null && !this.#stalled) {
      this.#execution?.pause();
      this.#stall = setTimeout(() => {
        this.#stall = null;
        this.#stalled = true;
        this.#execution?.resume();
      }, flow.stallMs);
    }
  }

  #announce(latest: Uint8Array | null): void {
    this.#tell(this.run);
    this.#watchers.changed(latest);
  }

  #refuse(when: boolean, code: ErrorCode): void {
    if (when) throw new HandrailError(code);
  }
}
