/** What is said of freshness, in a few words. Times come in as words, so that a static page can say dates. */
import { type Ran, type StepFreshness, type Tally, tallyOf, type Tried } from '../../../common/freshness.ts';

export type Tone = 'good' | 'bad' | 'old' | 'none';

export interface Said {
  tone: Tone;
  /** what happened, one piece each */
  parts: readonly string[];
  /** where on the page the first piece is about */
  to?: string;
}

/** Takes Unix milliseconds; gives words. */
export type When = (at: number) => string;

const since = 'text changed since';

/** Takes what is known of a step; gives what its head says. */
export function stepSaid({ tried, ran }: StepFreshness, when: When): Said {
  // Both of another text: that is said once.
  const both = tried !== null && ran !== null && tried.changed && ran.changed;
  const add = (changed: boolean) => (changed && !both ? `, ${since}` : '');
  const parts = [tried === null ? 'not tried in practice yet' : `${triedSaid(tried, when)}${add(tried.changed)}`];
  if (ran !== null) parts.push(`${ranSaid(ran, when)}${add(ran.changed)}`);
  if (both) parts.push(since);
  return { tone: toneOf(tried), parts };
}

function triedSaid({ outcome, at, why, passed }: Tried, when: When): string {
  if (outcome === 'skipped') return `not tried in practice: ${why.replace(/\.$/, '') || 'skipped'}`;
  const before = passed === undefined ? '' : ` (it last passed ${when(passed)})`;
  return `${outcome} in practice ${when(at)}${before}${why === '' ? '' : `: ${why.replace(/\.$/, '')}`}`;
}

function toneOf(tried: Tried | null): Tone {
  if (tried === null || tried.outcome === 'skipped') return 'none';
  if (tried.changed) return 'old';
  return tried.outcome === 'passed' ? 'good' : 'bad';
}

/** Takes a run by a person; gives who ran when, and how that ended. */
function ranSaid(ran: Ran, when: When): string {
  const where = ran.environment === 'practice' ? '' : ` in ${ran.environment}`;
  return `${ran.by} ran it ${when(ran.at)}${where}, ${endingSaid(ran)}`;
}

function endingSaid({ ending, exit }: Ran): string {
  if (ending === 'timed-out') return 'timed out';
  if (ending === 'lost') return 'how it ended is not known';
  if (ending === 'stopped') return 'stopped';
  const status = exit === 0 || exit === null ? '' : `exit ${exit}, `;
  return `${status}${ending === 'as-expected' ? 'as expected' : 'not as expected'}`;
}

/** Takes the steps of a procedure or of a runbook; gives what stands over them all. */
export function allSaid(steps: readonly (StepFreshness & { id: string })[], when: When): Said {
  const tally = tallyOf(steps.map(({ id, tried }) => ({ id, byHand: false, tried })));
  const able = tally.steps - tally.skipped;
  const parts = [...triedAll(tally, able, when)];
  if (tally.changed > 0) parts.push(`${tally.changed} of ${able} changed since ${tally.changed === 1 ? 'it was' : 'they were'} tried`);
  const last = lastRun(steps);
  if (last !== null) parts.push(`last run by ${last.by} ${when(last.at)}, ${endingSaid(last)}`);
  return { tone: toneOfAll(tally), parts, ...(tally.failing === '' ? {} : { to: `#step-${tally.failing}` }) };
}

function triedAll({ failed, passed, changed, since: oldest }: Tally, able: number, when: When): string[] {
  if (failed > 0) return [`${failed} of ${able} steps ${failed === 1 ? 'fails' : 'fail'} in practice`, ...(oldest === null ? [] : [`${passed} passed ${when(oldest)}`])];
  if (oldest === null) return changed > 0 ? [] : ['not tried in practice yet'];
  const which = passed < able ? `${passed} of ${able} steps` : passed === 2 ? 'both steps' : passed === 1 ? 'the step' : `all ${passed} steps`;
  return [`${which} passed in practice ${when(oldest)}`];
}

function toneOfAll({ failed, passed, changed, never }: Tally): Tone {
  if (failed > 0) return 'bad';
  if (changed > 0) return 'old';
  return passed === 0 || never > 0 ? 'none' : 'good';
}

function lastRun(steps: readonly StepFreshness[]): Ran | null {
  return steps.reduce<Ran | null>((last, { ran }) => (ran !== null && (last === null || ran.at > last.at) ? ran : last), null);
}
