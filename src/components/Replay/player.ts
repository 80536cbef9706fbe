/**
 * Plays a recording on a screen: in its own time or faster, pauses shortened when asked to, from any place. It knows no
 * clock of its own: whoever holds it tells how much time has passed.
 */
import type { Moment } from '../../../common/recording/moment.ts';
import type { TerminalSize } from '../../../common/run.ts';
import { Reel, type Step } from './reel.ts';
import type { Tape } from './tape.ts';

/** Where it is drawn. */
interface Surface {
  write(data: Uint8Array | string, drawn: () => void): void;
  resize(size: TerminalSize): void;
  reset(): void;
}

export interface PlayerState {
  /** microseconds */
  at: number;
  length: number;
  isPlaying: boolean;
  /** waits for what must be read first */
  isLoading: boolean;
  /** everything there is has been shown */
  isOver: boolean;
  /** whether it is known when things were printed */
  isTimed: boolean;
  speed: number;
  skipsIdle: boolean;
  /** a sentence on why it cannot go on; else empty */
  problem: string;
}

export const speeds = [0.5, 1, 2, 4, 8] as const;
/** Longer pauses are shortened to this, in microseconds. */
const idleUs = 2_000_000;
/** Bytes handed to the screen and not drawn yet: beyond this the recording waits for it. */
const mostUndrawn = 1024 * 1024;
const fullScreen = '\u001b[?1049h';

export class Player {
  readonly #tape: Tape;
  readonly #surface: Surface;
  readonly #tell: (state: PlayerState) => void;
  #state: PlayerState = {
    at: 0, length: 0, isPlaying: false, isLoading: true, isOver: false, isTimed: true, speed: 1, skipsIdle: true, problem: '',
  };
  #reel: Reel | null = null;
  /** bytes of output there were when we last asked */
  #end = 0;
  #size: TerminalSize | null = null;
  /** when something last happened, for pauses */
  #idleSince = 0;
  #undrawn = 0;
  #wanted: number | null = null;
  #seeking: Promise<void> | null = null;
  #isClosed = false;

  constructor(tape: Tape, surface: Surface, tell: (state: PlayerState) => void) {
    this.#tape = tape;
    this.#surface = surface;
    this.#tell = tell;
  }

  get state(): PlayerState {
    return this.#state;
  }

  set(change: Partial<Pick<PlayerState, 'speed' | 'skipsIdle'>>): void {
    this.#become(change);
  }

  /** Plays on; from the beginning when it is at the end and nothing has come since. */
  async play(): Promise<void> {
    this.#become({ isPlaying: true, problem: '' });
    if (!this.#state.isOver) return;
    const { at, length } = this.#state;
    const now = await this.#moment(length);
    if (now !== null) await this.seek(now.length > length || now.end > this.#end ? at : 0);
  }

  pause(): void {
    this.#become({ isPlaying: false });
  }

  /** Takes microseconds; shows the screen as it was then. Only the last of several wishes is carried out. */
  seek(at: number): Promise<void> {
    this.#wanted = at;
    this.#become({ at: Math.max(0, at), isLoading: true, isOver: false });
    this.#seeking ??= this.#seekAll().finally(() => { this.#seeking = null; });
    return this.#seeking;
  }

  /** Takes how many milliseconds have passed; shows what happened in them. */
  tick(milliseconds: number): void {
    const { isPlaying, isLoading, isOver, speed, length } = this.#state;
    if (!isPlaying || isLoading || isOver || this.#reel === null || this.#undrawn > mostUndrawn) return;
    const target = this.#state.at + milliseconds * 1000 * speed;
    if (!this.#show(this.#reel, target)) return;
    const nextAt = this.#reel.next?.at ?? length;
    const isIdle = this.#state.skipsIdle && nextAt - this.#idleSince > idleUs && target - this.#idleSince >= idleUs;
    const at = Math.min(length, isIdle ? nextAt : target);
    this.#become({ at, ...(this.#reel.isOver && at >= length ? { isPlaying: false, isOver: true } : {}) });
  }

  close(): void {
    this.#isClosed = true;
    this.#reel = null;
  }

  /** Shows what happened until then; false when that must be read first. */
  #show(reel: Reel, target: number): boolean {
    for (let step = reel.next; step !== undefined && step.at <= target && this.#undrawn <= mostUndrawn; step = reel.next) {
      reel.take();
      this.#apply(step);
    }
    if (reel.isLow) this.#fill(reel);
    return reel.next !== undefined || reel.isOver;
  }

  #fill(reel: Reel): void {
    reel.fill().catch((error: unknown) => { if (reel === this.#reel) this.#fail(error); });
  }

  #apply({ at, size, bytes }: Step): void {
    this.#idleSince = Math.max(this.#idleSince, at);
    if (this.#size?.cols !== size.cols || this.#size.rows !== size.rows) {
      this.#size = size;
      this.#surface.resize(size);
    }
    if (bytes.length > 0) this.#write(bytes);
  }

  #write(data: Uint8Array | string): void {
    this.#undrawn += data.length;
    this.#surface.write(data, () => { this.#undrawn -= data.length; });
  }

  async #seekAll(): Promise<void> {
    while (this.#wanted !== null && !this.#isClosed) {
      const at = this.#wanted;
      this.#wanted = null;
      await this.#seekOnce(at);
    }
    this.#become({ isLoading: false });
  }

  async #seekOnce(at: number): Promise<void> {
    const moment = await this.#moment(at);
    if (moment === null || this.#isStale) return;
    this.#end = moment.end;
    const reel = new Reel(this.#tape, moment);
    this.#reel = reel;
    this.#size = moment.from.size;
    this.#surface.reset();
    this.#surface.resize(moment.from.size);
    if (moment.from.alternate) this.#write(fullScreen);
    const there = Math.max(0, Math.min(at, moment.length));
    try {
      await reel.fill();
      while (!this.#isStale && reel.next !== undefined && reel.next.at <= there) {
        this.#show(reel, there);
        await reel.fill();
        await this.#drawn();
      }
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#idleSince = there;
    const isOver = reel.isOver && there >= moment.length;
    this.#become({ at: there, length: moment.length, isTimed: moment.timed || moment.end === 0, problem: '', isOver, ...(isOver ? { isPlaying: false } : {}) });
  }

  get #isStale(): boolean {
    return this.#wanted !== null || this.#isClosed;
  }

  #drawn(): Promise<void> {
    return new Promise((drawn) => { this.#surface.write('', drawn); });
  }

  async #moment(at: number): Promise<Moment | null> {
    try {
      return await this.#tape.moment(at);
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  #fail(error: unknown): void {
    this.#become({ isPlaying: false, problem: error instanceof Error ? error.message : 'The recording could not be read. Try again.' });
  }

  #become(change: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...change };
    if (!this.#isClosed) this.#tell(this.#state);
  }
}
