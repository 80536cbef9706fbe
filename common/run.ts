/**
 * The record of one run: what the runner keeps for ever, the server hands out and the page shows.
 * Its output is apart, in the journal.
 */
import type { ChainAnchor } from './chain.ts';
import type { RunId } from './ids.ts';
import type { RunState } from './run-state.ts';

export interface TerminalSize {
  cols: number;
  rows: number;
}

/** What binds a recording into the audit record: SHA-256 of what it printed and of when, as 64 hexadecimal digits. */
export interface Recording {
  output: string;
  timing: string;
}

export interface Run {
  id: RunId;
  person: string;
  environment: string;
  runbook: string;
  step: string;
  /** digest of the step at the time it ran; empty for a command typed into `handrail practice` */
  digest: string;
  title: string;
  parameters: Readonly<Record<string, string>>;
  state: RunState;
  interactive: boolean;
  /** whether it runs beside the queue of its workspace; left out where records are older than that */
  background?: boolean;
  /** Unix milliseconds; null when it has not come to that yet */
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** 0–255 as the shell reports it (128 + signal when killed by one); null unless the run exited */
  exitStatus: number | null;
  /** null while the run is going */
  asExpected: boolean | null;
  /** a sentence on how it ended, where the state alone does not say; else empty */
  note: string;
  /** when it printed last, Unix milliseconds; left out when it has not, or nobody knows any more */
  outputAt?: number;
  /** when its output was removed for its age, Unix milliseconds; left out while it is kept */
  outputRemovedAt?: number;
  /** bytes of output so far */
  end: number;
  /** once it has ended; left out of one that was lost, and where records are older than that */
  recording?: Recording;
  /** where the record of its runner stood when it ended; left out as `recording` is */
  chain?: ChainAnchor;
  /** where that record says that its output was removed for its age */
  removal?: ChainAnchor;
  size: TerminalSize;
}

export const sizeLimits = { maxCols: 1000, maxRows: 500 } as const;

/** Takes a size from outside; tells whether a terminal can have it. */
export function isTerminalSize(size: TerminalSize): boolean {
  const within = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  return within(size.cols, sizeLimits.maxCols) && within(size.rows, sizeLimits.maxRows);
}

/** Takes a run whose end could not be kept; gives it without what would bind that end into the audit record. */
export function withoutSeal(run: Run): Run {
  const { recording, chain, ...rest } = run;
  return recording === undefined && chain === undefined ? run : rest;
}
