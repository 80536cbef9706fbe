/**
 * One viewer of one run: gets the output from an offset on, in order and each byte once, at the pace of its
 * acknowledgements, and after the last byte how the run ended. It never slows the run. Should the run print more than
 * 1 MiB that this viewer has no room for, it jumps to where the screen as it is can be drawn from, and is told of the gap;
 * what was there before it came, it gets whole.
 */
import { flow } from '../../../common/protocol/flow.ts';
import type { PenState } from '../../../common/protocol/pen.ts';
import type { Run } from '../../../common/run.ts';
import { isOver } from '../../../common/run-state.ts';
import { Pace } from './pace.ts';

/** One frame of output. */
const pieceBytes = 64 * 1024;

/** Where a viewer's packets go. */
export interface ViewerSink {
  output(offset: number, bytes: Uint8Array): void;
  /** `prelude` brings a terminal, whatever it was in the middle of, into the modes in force at `to` */
  gap(from: number, to: number, prelude: string): void;
  run(run: Run): void;
  /** how the pen stands, for a viewer that has a seat */
  pen?(seat: number, pen: PenState): void;
}

/** What a viewer looks at. */
export interface ViewerSource {
  readonly run: Run;
  /** stays the same object while nothing of the run changes but how much it has printed */
  readonly record: object;
  readonly end: number;
  read(from: number, to: number): Uint8Array;
  /** where a viewer that is far behind goes on, never more than 1 MiB before the end */
  restart(): { offset: number; prelude: string };
}

export interface RunViewer {
  /** Tells that there is more, `latest` being the bytes just appended; or that the run's record changed. */
  changed(latest: Uint8Array | null): void;
  /** Takes the offset up to which the viewer has everything. What it was never sent does not count. */
  ack(offset: number): void;
  /** whether it has no room for more */
  readonly blocked: boolean;
}

/** Takes a source, the offset to begin at (at most the source's end) and where to send; gives the viewer. */
export function createViewer(source: ViewerSource, from: number, sink: ViewerSink): RunViewer {
  const begun = source.end;
  let next = from;
  let acknowledged = from;
  let blocked = false;
  let told: object | null = null;
  const pace = new Pace(source.run.interactive);
  /** since the last acknowledgement something was under way all the time */
  let isBusy = false;
  /** passed over, not yet acknowledged past */
  let gaps: { from: number; to: number }[] = [];
  /** sent and not acknowledged; what was passed over needs none */
  const outstanding = () => gaps.reduce((bytes, gap) => bytes - (gap.to - gap.from), next - acknowledged);

  const jump = () => {
    const { offset, prelude } = source.restart();
    if (offset <= next) return;
    sink.gap(next, offset, prelude);
    gaps.push({ from: next, to: offset });
    next = offset;
  };
  const send = (latest: Uint8Array | null) => {
    const { end } = source;
    while (next < end && !blocked) {
      const held = latest !== null && end - next <= latest.length ? latest.subarray(latest.length - (end - next)) : null;
      const bytes = (held ?? source.read(next, Math.min(end, next + pieceBytes))).subarray(0, pieceBytes);
      if (bytes.length === 0) {
        // The journal of what is over has less than its record says: it was damaged, and the rest never comes.
        if (isOver(source.run.state)) {
          sink.gap(next, end, '');
          next = end;
        }
        return;
      }
      sink.output(next, bytes);
      next += bytes.length;
      blocked = outstanding() >= pace.high;
    }
  };
  const pump = (latest: Uint8Array | null) => {
    // Only while it runs: what has ended can be read to its end at any pace.
    if (blocked && !isOver(source.run.state) && source.end - Math.max(next, begun) > flow.farBehind) jump();
    send(latest);
    const { record } = source;
    if (record === told) return;
    const { run } = source;
    if (!isOver(run.state) || next === source.end) {
      told = record;
      sink.run(run);
    }
  };

  return {
    changed: pump,
    ack(offset) {
      if (!Number.isSafeInteger(offset) || offset <= acknowledged || offset > next) return;
      pace.acked(offset - acknowledged, isBusy, performance.now());
      acknowledged = offset;
      isBusy = acknowledged < next;
      gaps = gaps.filter((gap) => gap.from >= acknowledged);
      if (blocked && outstanding() < pace.low) blocked = false;
      pump(null);
    },
    get blocked() { return blocked; },
  };
}
