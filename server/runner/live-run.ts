/**
 * One run that is going: its record, its output on the way from the process to journal and viewers, and its end, exactly
 * once. A batch run is never held back. In an interactive run the one who types may hold it back, for two seconds.
 */
import type { ErrorCode } from '../../common/errors.ts';
import { HandrailError } from '../../common/errors.ts';
import { flow } from '../../common/protocol/flow.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import { isOver, mayBecome, type RunState } from '../../common/run-state.ts';
import type { Execution } from './execution.ts';
import type { Journal } from './journal.ts';
import type { RunRequest } from './protocol.ts';
import { createViewer, type RunViewer, type ViewerSink } from './viewer.ts';

/** Why a run is being ended by us. */
export interface Ending {
  state: 'stopped' | 'timed-out' | 'exited';
  note: string;
}

/** How a run ended. */
export type End = Pick<Run, 'state' | 'exitStatus' | 'asExpected' | 'note' | 'endedAt'>;

/** A run may print this much; then it is stopped, and says so. */
const maxOutputBytes = 4 * 1024 * 1024 * 1024;

export class LiveRun {
  readonly request: RunRequest;
  readonly #journal: Journal;
  readonly #tell: (run: Run) => void;
  readonly #viewers = new Set<RunViewer>();
  readonly #finished = Promise.withResolvers<Run>();
  #run: Run;
  /** Unix milliseconds of the last output */
  #outputAt: number | null = null;
  #over: Promise<Run> | null = null;
  #execution: Execution | null = null;
  #ending: Ending | null = null;
  #typist: RunViewer | null = null;
  #stall: NodeJS.Timeout | null = null;
  /** the one who types has held it back too long: a viewer like others until caught up */
  #stalled = false;

  constructor(request: RunRequest, run: Run, journal: Journal, tell: (run: Run) => void) {
    this.request = request;
    this.#run = run;
    this.#journal = journal;
    this.#tell = tell;
  }

  /** the record as it stands */
  get run(): Run {
    return { ...this.#run, end: this.end, ...(this.#outputAt === null ? {} : { outputAt: this.#outputAt }) };
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

  /** Takes output; keeps it, then shows it. */
  print(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#over !== null || (this.#ending?.state === 'exited' && this.end >= maxOutputBytes)) return;
    try {
      this.#journal.append(bytes);
    } catch (error) {
      this.endBecause({ state: 'exited', note: `The output could not be kept, so the step was stopped: ${(error as Error).message}. Free some space, then run it again.` });
      return;
    }
    if (this.end >= maxOutputBytes) {
      this.endBecause({ state: 'exited', note: 'The step printed 4 GiB, the most that is kept, and was stopped.' });
    }
    this.#outputAt = Date.now();
    for (const viewer of this.#viewers) viewer.changed(bytes);
    this.#holdBack();
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
    let over: Run = { ...this.#run, ...change, end: this.end };
    try {
      await this.#journal.finish(over);
    } catch (error) {
      over = { ...over, state: 'lost', exitStatus: null, asExpected: false, note: `How it ended could not be kept: ${(error as Error).message}.` };
    }
    this.#run = over;
    this.#execution = null;
    this.#announce(null);
    this.#finished.resolve(over);
    return over;
  }

  /** Takes where to begin and where to send; attaches a viewer. Throws `past-the-end`. */
  view(from: number, types: boolean | null, sink: ViewerSink): RunViewer & { detach(): void } {
    if (from > this.end) throw new HandrailError('past-the-end', { end: this.end, from });
    const viewer = createViewer(this, from, sink);
    this.#viewers.add(viewer);
    if (this.#run.interactive && (types ?? this.#typist === null)) this.#typist = viewer;
    viewer.changed(null);
    return {
      changed: viewer.changed,
      ack: (offset) => {
        viewer.ack(offset);
        this.#holdBack();
      },
      get blocked() { return viewer.blocked; },
      detach: () => {
        this.#viewers.delete(viewer);
        if (this.#typist === viewer) this.#typist = null;
        this.#holdBack();
      },
    };
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
    this.#execution?.resize(size);
  }

  #holdBack(): void {
    const full = this.#typist?.blocked === true && this.#ending === null;
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
    for (const viewer of this.#viewers) viewer.changed(latest);
  }

  #refuse(when: boolean, code: ErrorCode): void {
    if (when) throw new HandrailError(code);
  }
}
