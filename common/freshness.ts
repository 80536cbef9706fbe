/**
 * How fresh what is known of a step is: what `handrail test` last found in practice, how its last run by a person ended,
 * and whether its text changed since. The server judges it from test results and runs, the build from test results alone.
 */
import { showsDigest } from './catalog/shown-digest.ts';
import type { Run } from './run.ts';
import type { StepResult } from './tested.ts';

/** What the test last found of a step, all its targets taken together. */
export interface Tried {
  outcome: StepResult['outcome'];
  /** Unix milliseconds */
  at: number;
  /** the text is no longer the one that was tried */
  changed: boolean;
  /** why it failed or was skipped; else empty */
  why: string;
  /** where it fails: when it last passed, Unix milliseconds; left out when it never did */
  passed?: number;
}

export type Ending = 'as-expected' | 'not-as-expected' | 'stopped' | 'timed-out' | 'lost';

/** The last run by a person. Whose it was is told to that person only; anybody else's is somebody's. */
export interface Ran {
  step: string;
  /** when it ended, Unix milliseconds */
  at: number;
  by: 'you' | 'somebody';
  ending: Ending;
  exit: number | null;
  environment: string;
  /** the text is no longer the one that ran */
  changed: boolean;
}

export interface StepFreshness {
  tried: Tried | null;
  ran: Ran | null;
}

/** Steps by what is known of them. Steps by hand count only when the test has tried them. */
export interface Tally {
  /** all that could be tried */
  steps: number;
  /** passed with the text that stands there now */
  passed: number;
  failed: number;
  /** skipped, each with a reason */
  skipped: number;
  /** tried, but the text changed since */
  changed: number;
  never: number;
  /** when the first of those that passed did so, Unix milliseconds; null when none passed */
  since: number | null;
  /** the first step that fails; empty when none does */
  failing: string;
}

/** Longer reasons are a screen's worth of output; the page shows one line. */
const longestWhy = 200;
const worstFirst: readonly Tried['outcome'][] = ['failed', 'passed', 'skipped'];

/**
 * Takes a step's results, one a target, and its digest now; gives what they say together, null when there are none.
 * Results of the present text outweigh older ones, and one target that fails outweighs others that pass.
 */
export function triedOf(results: readonly StepResult[], digest: string): Tried | null {
  const present = results.filter((one) => one.digest === digest);
  const told = present.length > 0 ? present : results;
  const outcome = worstFirst.find((wanted) => told.some((one) => one.outcome === wanted));
  const found = told.filter((one) => one.outcome === outcome).sort((one, other) => other.at - one.at)[0];
  if (found === undefined) return null;
  const target = found.target !== '' && told.length > 1 && found.outcome !== 'passed' ? `${found.target}: ` : '';
  const passed = found.outcome === 'failed' && found.passed !== undefined ? { passed: found.passed } : {};
  return { outcome: found.outcome, at: found.at, changed: present.length === 0, why: shortened(found.why === '' ? '' : target + found.why), ...passed };
}

/** Takes a run that is over, who asks, and the step's digest now, or what a page carries of it; gives what they are told of it. */
export function ranOf(run: Run, person: string, digest: string): Ran {
  return {
    step: run.step, at: run.endedAt ?? run.queuedAt, by: run.person === person ? 'you' : 'somebody', ending: endingOf(run),
    exit: run.exitStatus, environment: run.environment, changed: !showsDigest(digest, run.digest),
  };
}

function endingOf({ state, asExpected }: Run): Ending {
  if (state === 'stopped' || state === 'timed-out' || state === 'lost') return state;
  return asExpected === false ? 'not-as-expected' : 'as-expected';
}

/** Takes steps in order, each with whether it is done by hand and what the test found; gives the tally. */
export function tallyOf(steps: readonly { id: string; byHand: boolean; tried: Tried | null }[]): Tally {
  const tally: Tally = { steps: 0, passed: 0, failed: 0, skipped: 0, changed: 0, never: 0, since: null, failing: '' };
  for (const { id, byHand, tried } of steps) {
    if (byHand && (tried === null || tried.outcome === 'skipped')) continue;
    tally.steps += 1;
    tally[kindOf(tried)] += 1;
    if (tried === null || tried.changed) continue;
    if (tried.outcome === 'failed') tally.failing ||= id;
    if (tried.outcome === 'passed') tally.since = Math.min(tally.since ?? tried.at, tried.at);
  }
  return tally;
}

function kindOf(tried: Tried | null): 'never' | 'changed' | Tried['outcome'] {
  if (tried === null) return 'never';
  return tried.changed ? 'changed' : tried.outcome;
}

/** What came from a terminal may hold anything: one line of it, without controls. */
function shortened(text: string): string {
  const line = text.slice(0, 4 * longestWhy).replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > longestWhy ? `${line.slice(0, longestWhy - 1)}…` : line;
}
