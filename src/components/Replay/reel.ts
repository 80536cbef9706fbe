/**
 * A recording from one place on, read a little ahead of the player: what comes next is at hand, and a long recording is
 * never in memory as a whole.
 */
import { type Mark, markBytes, readMarks } from '../../../common/recording/mark.ts';
import type { Moment } from '../../../common/recording/moment.ts';
import type { TerminalSize } from '../../../common/run.ts';
import type { Tape } from './tape.ts';

/** What happens at one time. */
export interface Step {
  /** microseconds since the run began */
  at: number;
  size: TerminalSize;
  bytes: Uint8Array;
}

/** Read at once, in bytes; no step is larger. */
const chunk = 256 * 1024;
/** Kept ready for the player. */
const mostBytes = 512 * 1024;
const mostSteps = 4_096;

export class Reel {
  readonly #tape: Tape;
  readonly #end: number;
  #steps: Step[] = [];
  #ready = 0;
  #marks: Mark[] = [];
  #nextMark: number;
  #last: Mark | null = null;
  #offset: number;
  #held: Uint8Array = new Uint8Array();
  #heldFrom: number;
  #isRead = false;
  #filling: Promise<void> | null = null;

  constructor(tape: Tape, { from, end }: Moment) {
    this.#tape = tape;
    this.#end = end;
    this.#nextMark = from.mark;
    this.#offset = from.offset;
    this.#heldFrom = from.offset;
  }

  /** What comes next, when it has been read. */
  get next(): Step | undefined {
    return this.#steps[0];
  }

  /** whether nothing comes any more */
  get isOver(): boolean {
    return this.#isRead && this.#steps.length === 0;
  }

  /** whether it is time to read on */
  get isLow(): boolean {
    return !this.#isRead && this.#ready < mostBytes / 2 && this.#steps.length < mostSteps / 2;
  }

  /** Gives what comes next, and goes on to what comes after it. */
  take(): Step | undefined {
    const step = this.#steps.shift();
    if (step !== undefined) this.#ready -= step.bytes.length;
    return step;
  }

  /** Reads on, once at a time. Throws when the recording cannot be read; then it may be called again. */
  fill(): Promise<void> {
    this.#filling ??= this.#fill().finally(() => { this.#filling = null; });
    return this.#filling;
  }

  async #fill(): Promise<void> {
    while (!this.#isRead && this.#ready < mostBytes && this.#steps.length < mostSteps) {
      const mark = this.#marks[0] ?? await this.#load();
      // What no mark tells of was printed with the last that one does.
      if (mark === null) await this.#until(this.#end, this.#last);
      else await this.#until(mark.end, mark);
      if (mark === null && this.#offset >= this.#end) this.#isRead = true;
      else if (mark !== null && this.#offset >= mark.end) this.#marks.shift();
    }
  }

  async #load(): Promise<Mark | null> {
    const bytes = await this.#tape.marks(this.#nextMark);
    const count = Math.floor(bytes.length / markBytes);
    this.#nextMark += count;
    this.#marks = readMarks(bytes, this.#last, this.#end);
    this.#last = this.#marks.at(-1) ?? this.#last;
    if (count === 0) return null;
    return this.#marks[0] ?? await this.#load();
  }

  /** Adds steps up to a byte, as far as there is room; one without bytes where only the size is news. */
  async #until(end: number, mark: Mark | null): Promise<void> {
    const at = mark?.at ?? 0;
    if (mark !== null && end <= this.#offset) this.#add({ at, size: mark.size, bytes: new Uint8Array() });
    while (this.#offset < end && this.#ready < mostBytes) {
      const bytes = await this.#read(end);
      if (bytes.length === 0) throw new Error('A part of the output is not there any more.');
      this.#offset += bytes.length;
      this.#add({ at, size: mark?.size ?? { cols: 80, rows: 24 }, bytes });
    }
  }

  #add(step: Step): void {
    this.#steps.push(step);
    this.#ready += step.bytes.length;
  }

  async #read(end: number): Promise<Uint8Array> {
    if (this.#offset >= this.#heldFrom + this.#held.length) {
      this.#heldFrom = this.#offset;
      this.#held = await this.#tape.output(this.#offset, Math.min(this.#end, this.#offset + chunk));
    }
    return this.#held.subarray(this.#offset - this.#heldFrom, end - this.#heldFrom);
  }
}
