/** The history of runs: what was run by whom, where, and how it ended. What it printed is another matter. */
import type { RunId } from './ids.ts';
import { isOver, type RunState } from './run-state.ts';

/** How a run stands, in the words that history is filtered by. */
export const outcomes = ['going', 'expected', 'unexpected', 'stopped', 'timed-out', 'lost'] as const;
export type Outcome = (typeof outcomes)[number];

export interface PastRun {
  id: RunId;
  person: { id: string; name: string };
  environment: string;
  runbook: string;
  /** slug of the heading its step stood under; empty where records are older than that, and for typed commands */
  procedure: string;
  step: string;
  title: string;
  parameters: Readonly<Record<string, string>>;
  outcome: Outcome;
  /** null unless it exited */
  exitStatus: number | null;
  /** Unix milliseconds */
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** whether whoever asks may see what it printed: one's own, and those that are shared */
  mayOpen: boolean;
  /** what it printed is not kept any more */
  outputRemoved: boolean;
}

/** What is asked of history; what is left out may be anything. */
export interface HistoryFilter {
  person?: string | undefined;
  environment?: string | undefined;
  runbook?: string | undefined;
  procedure?: string | undefined;
  step?: string | undefined;
  outcome?: Outcome | undefined;
  /** queued at this time or later, and before that one; Unix milliseconds */
  from?: number | undefined;
  to?: number | undefined;
}

export interface HistoryPage {
  /** the newest first */
  runs: readonly PastRun[];
  /** where older ones begin; null when these are all */
  next: string | null;
}

/** Whose runs one may look for: everybody of whom there is a run that one may know of. */
export interface HistoryPersons {
  /** by name, at most `mostPersons` */
  persons: readonly { id: string; name: string }[];
}
export const mostPersons = 500;

/** Takes a run's state and whether it ended as expected; gives its outcome. */
export function outcomeOf({ state, asExpected }: { state: RunState; asExpected: boolean | null }): Outcome {
  if (!isOver(state)) return 'going';
  if (state === 'stopped' || state === 'timed-out' || state === 'lost') return state;
  return asExpected === false ? 'unexpected' : 'expected';
}

/** Where a page of history ends: the time and the id of its last run. */
export interface Cursor {
  at: number;
  run: RunId;
}

/** Takes where a page ended; gives it as an address has it. */
export function writeCursor({ at, run }: Cursor): string {
  return `${at}-${run}`;
}

/** Takes a cursor out of an address; gives where the page ended, or null when it is none. */
export function readCursor(text: string): Cursor | null {
  const found = /^(\d{1,16})-([0-9a-f-]{36})$/.exec(text);
  return found === null ? null : { at: Number(found[1]), run: (found[2] ?? '') as RunId };
}
