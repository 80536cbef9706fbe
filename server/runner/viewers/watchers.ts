/** Everybody who watches one run that is going: each at their own pace, and in an interactive run one of them with the pen. */
import { HandrailError } from '../../../common/errors.ts';
import { Pen, type Sitter } from '../../../common/pen.ts';
import type { PenAct, Seated } from '../../../common/protocol/pen.ts';
import type { TerminalSize } from '../../../common/run.ts';
import { after } from '../../after.ts';
import { createViewer, type RunViewer, type ViewerSink, type ViewerSource } from './viewer.ts';

/**
 * Who watches: somebody, who needs the pen to type; or a program of this machine that has the run to itself, and whether it
 * types (null: if nobody else does).
 */
export type Who = Sitter | boolean | null;

/** One viewer of one run. */
export interface Watching extends RunViewer {
  /** where output follows from, and what a new terminal must be written before */
  readonly start: { offset: number; prelude: string };
  /** its seat and how the pen stands as it begins; null for one that has none */
  readonly seated: Seated | null;
  /** Throws `no-pen`, and what the run throws. */
  input(data: string): void;
  /** Throws `no-pen`. */
  resize(size: TerminalSize): void;
  /** Throws `pen-refused`. */
  pen(act: PenAct, to: number | null): void;
  detach(): void;
}

export interface Watched extends ViewerSource {
  input(data: string): void;
  resize(size: TerminalSize): void;
}

interface Place {
  seat: number;
  viewer: RunViewer;
  sink: ViewerSink;
}

export class Watchers {
  readonly #run: Watched;
  readonly #moved: () => void;
  readonly #viewers = new Set<RunViewer>();
  /** in an interactive run */
  readonly #pen: Pen | null;
  readonly #seated = new Set<Place>();
  #program: RunViewer | null = null;

  /** Takes the run, and what to call when somebody has got on or another types. */
  constructor(run: Watched, moved: () => void) {
    this.#run = run;
    this.#moved = moved;
    this.#pen = run.run.interactive ? new Pen(run.run.person, () => { this.#tell(); }, after) : null;
  }

  /** whether the one who types has no room for more */
  get full(): boolean {
    return this.#typist()?.blocked === true;
  }

  /** Tells that there is more, or that the run's record changed. */
  changed(latest: Uint8Array | null): void {
    for (const viewer of this.#viewers) viewer.changed(latest);
  }

  /** Takes where to begin, who it is and where to send; attaches a viewer. */
  add(start: Watching['start'], who: Who, sink: ViewerSink): Watching {
    const viewer = createViewer(this.#run, start.offset, sink);
    this.#viewers.add(viewer);
    const seat = this.#sit(viewer, who, sink);
    viewer.changed(null);
    const typing = () => {
      if (seat !== null && this.#pen?.holds(seat) === false) throw new HandrailError('no-pen');
    };
    return {
      start,
      seated: seat === null || this.#pen === null ? null : { seat, pen: this.#pen.state },
      changed: viewer.changed,
      ack: (offset) => {
        viewer.ack(offset);
        this.#moved();
      },
      get blocked() { return viewer.blocked; },
      input: (data) => {
        typing();
        this.#run.input(data);
      },
      resize: (size) => {
        typing();
        this.#run.resize(size);
      },
      pen: (act, to) => {
        if (seat === null || this.#pen === null) throw new HandrailError('pen-refused', { act });
        this.#pen.act(seat, act, to);
      },
      detach: () => { this.#leave(viewer); },
    };
  }

  /** The run is over: nobody types any more. */
  close(): void {
    this.#pen?.close();
  }

  #sit(viewer: RunViewer, who: Who, sink: ViewerSink): number | null {
    if (this.#pen === null) return null;
    if (who === null || typeof who === 'boolean') {
      if (who ?? this.#typist() === null) this.#program = viewer;
      return null;
    }
    const seat = this.#pen.sit(who);
    this.#seated.add({ seat, viewer, sink });
    return seat;
  }

  #leave(viewer: RunViewer): void {
    if (!this.#viewers.delete(viewer)) return;
    if (this.#program === viewer) this.#program = null;
    const seated = [...this.#seated].find((one) => one.viewer === viewer);
    if (seated !== undefined) {
      this.#seated.delete(seated);
      this.#pen?.leave(seated.seat);
    }
    this.#moved();
  }

  /** The latest viewer in the seat that has the pen: an earlier one there is a connection that was lost. */
  #typist(): RunViewer | null {
    return [...this.#seated].findLast(({ seat }) => this.#pen?.holds(seat))?.viewer ?? this.#program;
  }

  #tell(): void {
    if (this.#pen === null) return;
    const { state } = this.#pen;
    for (const { seat, sink } of this.#seated) sink.pen?.(seat, state);
    this.#moved();
  }
}
