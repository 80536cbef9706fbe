/**
 * What a runbook's page carries of its freshness, so that it says so with the server down and without scripts. It travels
 * as script, so it is packed: steps by procedure, each with what the test last found.
 */
import type { Coverage } from './catalog/assertion.ts';
import type { Tried } from './freshness.ts';
import type { Gaps } from './standing.ts';

/** Outcome, minutes since 1970, and where it matters whether the text changed and why it failed; 0 when never tried. */
export type Packed = 0 | readonly [outcome: 0 | 1 | 2, minutes: number, changed?: 0 | 1, why?: string];

export interface PageFacts {
  coverage: Coverage;
  gaps: Gaps;
  reviewed: string | null;
  reviewEvery: number;
  /** whether the review was overdue when the page was built */
  overdue: boolean;
  /** procedure → step → what the test found; steps by hand only where it found something */
  procedures: Readonly<Record<string, Readonly<Record<string, Packed>>>>;
}

const outcomes = ['passed', 'failed', 'skipped'] as const;

/** Takes what the test found of a step (null when nothing); gives it packed. */
export function pack(tried: Tried | null): Packed {
  if (tried === null) return 0;
  const { at, changed, why } = tried;
  const outcome = outcomes.indexOf(tried.outcome) as 0 | 1 | 2;
  const minutes = Math.floor(at / 60_000);
  if (why !== '') return [outcome, minutes, changed ? 1 : 0, why];
  return changed ? [outcome, minutes, 1] : [outcome, minutes];
}

/** Takes it packed; gives what the test found of the step, null when nothing. */
export function unpack(packed: Packed): Tried | null {
  if (packed === 0) return null;
  const [outcome, minutes, changed, why] = packed;
  return { outcome: outcomes[outcome], at: minutes * 60_000, changed: changed === 1, why: why ?? '' };
}
