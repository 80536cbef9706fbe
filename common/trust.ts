/**
 * How far a runbook can be trusted, in one word with its reasons, and the order that puts the least trusted first.
 * Thresholds are house rules: they are told in docs/freshness.md, and a runbook that falls short of one is told why.
 */
import type { Coverage } from './catalog/assertion.ts';
import type { Tally } from './freshness.ts';
import { reviewOf, reviewSaid } from './review.ts';
import type { Standing } from './standing.ts';

/** Worst first. */
export const levels = ['broken', 'failing', 'unwritten', 'untried', 'partly', 'reserved', 'trusted'] as const;
export type Level = (typeof levels)[number];

export const words: Readonly<Record<Level, string>> = {
  broken: 'Does not compile', failing: 'Fails', unwritten: 'Not written', untried: 'Untried', partly: 'Partly tried', reserved: 'Tried, with reservations', trusted: 'Tried and true',
};

export interface Reason {
  tone: 'good' | 'bad' | 'warn' | 'plain';
  text: string;
  /** the heading or step it is about, as in an address after #; empty when it is about the whole */
  to: string;
}

export interface Trust {
  level: Level;
  reasons: readonly Reason[];
}

/** Milliseconds after which a pass in practice, or a run that failed, no longer says much: services and tools move on. */
export const passHolds = 30 * 86_400_000;
/** Share of steps that look at their result, below which a pass says little. */
const enoughCoverage = 0.75;

/** How a time is told: how long ago where a clock runs, a date on paper. */
export interface Telling {
  /** Unix milliseconds, to judge by */
  now: number;
  /** whether the words may depend on it: a page that was built yesterday must not say “today” */
  live: boolean;
  /** Takes Unix milliseconds; gives words. */
  when(at: number): string;
}

/** Takes what is known of a runbook and how to tell time; gives how far it can be trusted, and why. */
export function trustOf(one: Standing, telling: Telling): Trust {
  if (one.broken > 0) return { level: 'broken', reasons: [{ tone: 'bad', text: `${count(one.broken, 'problem', 'problems')} to mend first`, to: '' }] };
  const reasons = [...triedReasons(one, telling), ...coverageReasons(one), reviewReason(one, telling), ...gapReasons(one), ...runReasons(one, telling)];
  return { level: levelOf(one.tally, reasons), reasons };
}

function levelOf(tally: Tally, reasons: readonly Reason[]): Level {
  if (tally.failed > 0) return 'failing';
  if (tally.steps === 0) return 'unwritten';
  if (tally.passed === 0) return 'untried';
  if (tally.never + tally.changed > 0) return 'partly';
  return reasons.some(({ tone }) => tone === 'warn' || tone === 'bad') ? 'reserved' : 'trusted';
}

function triedReasons({ tally }: Standing, { now, when }: Telling): Reason[] {
  if (tally.steps === 0) return [{ tone: 'plain', text: 'No steps to try', to: '' }];
  const reasons: Reason[] = [];
  if (tally.failed > 0) reasons.push({ tone: 'bad', text: `${count(tally.failed, 'step fails', 'steps fail')} in practice`, to: `step-${tally.failing}` });
  const old = tally.since !== null && now - tally.since > passHolds;
  const share = tally.passed === tally.steps ? `All ${count(tally.steps, 'step', 'steps')}` : `${tally.passed} of ${count(tally.steps, 'step', 'steps')}`;
  if (tally.since === null) reasons.push({ tone: 'warn', text: 'No step has passed in practice with its present text', to: '' });
  else reasons.push({ tone: old || tally.passed + tally.skipped < tally.steps ? 'warn' : 'good', text: `${share} passed in practice, ${old ? 'but only ' : ''}${when(tally.since)}`, to: '' });
  if (tally.changed > 0) reasons.push({ tone: 'warn', text: `${count(tally.changed, 'step was', 'steps were')} changed since the last test`, to: '' });
  if (tally.skipped > 0) reasons.push({ tone: 'plain', text: `${count(tally.skipped, 'step is', 'steps are')} not tried, with a reason`, to: '' });
  return reasons;
}

function coverageReasons({ coverage: { asserting, steps } }: Standing): Reason[] {
  if (steps === 0) return [];
  return [{ tone: asserting / steps < enoughCoverage ? 'warn' : 'good', text: coverageSaid({ asserting, steps }), to: '' }];
}

/** Takes a runbook's coverage; gives it in words. */
function coverageSaid({ asserting, steps }: Coverage): string {
  return `${asserting} of ${count(steps, 'step', 'steps')} ${asserting === 1 ? 'checks its' : 'check their'} result`;
}

function reviewReason({ reviewed, reviewEvery }: Standing, { now, live }: Telling): Reason {
  const { state } = reviewOf(reviewed, reviewEvery, now);
  const { text } = reviewSaid(reviewed, reviewEvery, live ? now : null, state === 'due');
  return { tone: state === 'fine' ? 'good' : 'warn', text: text.charAt(0).toUpperCase() + text.slice(1), to: '' };
}

function gapReasons({ gaps }: Standing): Reason[] {
  return gaps.count === 0 ? [] : [{ tone: 'warn', text: gapsSaid(gaps.count), to: gaps.first }];
}

/** Takes how many things are not written yet; gives it in words. */
function gapsSaid(gaps: number): string {
  return `${count(gaps, 'thing', 'things')} not written yet`;
}

function runReasons({ ran, failed }: Standing, { when }: Telling): Reason[] {
  const reasons: Reason[] = [];
  if (ran !== null) reasons.push({ tone: 'plain', text: `Last run by ${ran.by} ${when(ran.at)}`, to: `step-${ran.step}` });
  if (failed !== null) reasons.push({ tone: 'warn', text: `A run in ${failed.environment} did not end as expected, ${when(failed.at)}`, to: `step-${failed.step}` });
  return reasons;
}

/** For sorting: the least trusted first; among equals the one less of which is tried, then less checked, then more missing. */
export function byTrust(one: { standing: Standing; trust: Trust }, other: { standing: Standing; trust: Trust }): number {
  const [a, b] = [one.standing, other.standing];
  return levels.indexOf(one.trust.level) - levels.indexOf(other.trust.level)
    || share(a.tally.passed, a.tally.steps) - share(b.tally.passed, b.tally.steps)
    || share(a.coverage.asserting, a.coverage.steps) - share(b.coverage.asserting, b.coverage.steps)
    || b.gaps.count - a.gaps.count
    || a.title.localeCompare(b.title, 'en');
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function count(number: number, one: string, more: string): string {
  return `${number} ${number === 1 ? one : more}`;
}
