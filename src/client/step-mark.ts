/** How a step stands, as its mark in the table of contents says it, and whether it counts as done. Pure. */
import { showsDigest } from '../../common/catalog/shown-digest.ts';
import { isOver } from '../../common/run-state.ts';
import type { Run } from '../../common/run.ts';

export const marks = ['none', 'going', 'waiting', 'good', 'bad', 'lost', 'old'] as const;
export type Mark = (typeof marks)[number];

/** What a mark says to those who do not see it. */
export const markWords: Readonly<Record<Mark, string>> = {
  none: 'not run', going: 'running', waiting: 'waiting for approval', good: 'as expected', bad: 'not as expected',
  lost: 'lost: how it ended is not known', old: 'run before',
};

/** A run or a tick counts for this long, in milliseconds: as long as for the steps that need it (`server/runs/needs.ts`). */
export const countsMs = 8 * 3_600_000;

export interface StepFacts {
  /** the latest run; null when there is none */
  run: Run | null;
  /** what the page carries of the step's digest, and what is filled in */
  digest: string;
  values: Readonly<Record<string, string>>;
  /** whether a request for approval of it waits */
  waits: boolean;
}

/** Takes what is known of a step and the time; gives its mark. What was true of another text, other values or hours ago is only “run before”. */
export function markOf({ run, digest, values, waits }: StepFacts, now: number): Mark {
  if (run !== null && !isOver(run.state)) return 'going';
  if (waits) return 'waiting';
  if (run === null) return 'none';
  if (!stillHolds(run, digest, values, now)) return 'old';
  switch (run.state) {
    case 'exited': return run.asExpected === false ? 'bad' : 'good';
    case 'lost': return 'lost';
    case 'stopped': return 'old';
    default: return 'bad';
  }
}

function stillHolds(run: Run, digest: string, values: StepFacts['values'], now: number): boolean {
  const same = Object.entries(run.parameters).every(([name, value]) => !Object.hasOwn(values, name) || values[name] === value);
  return same && showsDigest(digest, run.digest) && now - (run.endedAt ?? now) < countsMs;
}
