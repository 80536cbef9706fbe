/** What the page is told of a recording, to show it at some time. */
import type { TerminalSize } from '../run.ts';

export interface Moment {
  /** how long the recording is, in microseconds; for a run that goes on, so far */
  length: number;
  /** bytes of output in it */
  end: number;
  /** whether it is known when things were printed */
  timed: boolean;
  /** where to begin drawing: a byte of the output, the number of the mark that holds there, and how the terminal stood */
  from: {
    offset: number;
    mark: number;
    size: TerminalSize;
    /** a full-screen program has the screen */
    alternate: boolean;
  };
}

/** Marks in one answer. */
export const pageMarks = 16_384;
