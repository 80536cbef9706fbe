/**
 * Brings a run's output to a screen: what arrives is written, acknowledged once it has been drawn, and read back as text
 * when the run is over. Keys go to the run only when it is interactive. A terminal also answers some sequences by itself
 * (where is the cursor?), and a question must be answered once: by the page that started the run. A page that came later
 * keeps silent while it replays history, and after that until the person types into it.
 */
import { flow } from '../../../common/protocol/flow.ts';
import type { RunId } from '../../../common/ids.ts';
import { isOver } from '../../../common/run-state.ts';
import type { Run } from '../../../common/run.ts';
import { send, watch } from '../../client/socket.ts';
import { createScreen, type Screen } from './screen.ts';
import type { Piece } from './snapshot.ts';

export interface Following {
  screen: Screen;
  /** Fits an interactive terminal to its box and tells the run. */
  fit(): void;
  stop(): void;
}

export interface FollowOptions {
  run: Run;
  /** whether this page started the run */
  here: boolean;
  host: HTMLElement | null;
  onHeight(height: number, cell: number): void;
  onText(pieces: Piece[]): void;
  onRefused(message: string): void;
}

/** Runs this page has followed before: coming back to them is coming later. */
const followed = new Set<RunId>();

/** Takes a run and where to draw it; follows it from its first byte. */
export function follow({ run, here, host, onHeight, onText, onRefused }: FollowOptions): Following {
  let drawn = 0;
  let acknowledged = 0;
  let ours = here && !followed.has(run.id);
  let historyEnd = ours ? 0 : Number.POSITIVE_INFINITY;
  followed.add(run.id);
  let told = run.size;
  const screen = createScreen({
    host, size: run.size, interactive: run.interactive && !isOver(run.state), label: labelOf(run), onHeight,
    onInput: (data) => {
      if (ours) sendInput(run, data);
    },
    onTouched() {
      ours ||= drawn >= historyEnd;
    },
  });
  const tellSize = () => {
    const size = screen.size();
    if (!run.interactive || (size.cols === told.cols && size.rows === told.rows)) return;
    told = size;
    send({ type: 'resize', run: run.id, ...size });
  };
  const unwatch = watch(run.id, {
    output(bytes, have) {
      screen.write(bytes, () => {
        drawn = have;
        if (have - acknowledged < flow.ackEvery) return;
        acknowledged = have;
        send({ type: 'ack', run: run.id, offset: have });
      });
    },
    missed(bytes) {
      screen.write(`\r\n\u001b[0;2m… ${bytes.toLocaleString('en')} bytes passed over; they are kept in the run’s record …\u001b[0m\r\n`, nothing);
    },
    history(record) {
      historyEnd = Math.min(historyEnd, record.end);
      told = record.size;
      tellSize();
    },
    // Writes are drawn in order, so the screen is complete when this one is.
    over: () => { screen.write('', () => { onText(screen.read()); }); },
    refused: onRefused,
  });
  return {
    screen,
    fit() {
      // A batch run keeps its size: its box grows with what is printed.
      if (run.interactive) screen.fit();
      tellSize();
    },
    stop() {
      unwatch();
      screen.dispose();
    },
  };
}

/** One message takes 64 Ki characters; a larger paste goes in pieces. */
const largestInput = 64 * 1024;

function sendInput(run: Run, data: string): void {
  for (let at = 0; at < data.length; at += largestInput) {
    send({ type: 'input', run: run.id, data: data.slice(at, at + largestInput) });
  }
}

function labelOf(run: Run): string {
  return run.interactive ? `Terminal of “${run.title || run.step}”. Shift and Tab leave it.` : `Output of “${run.title || run.step}”`;
}

function nothing(): void { /* what is written needs no answer */ }
