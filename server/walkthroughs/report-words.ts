/** How a walkthrough and its steps stand, as a report says it. Pure. */
import type { StandingState, StepStanding, WalkState } from '../../common/walkthrough.ts';

type Names = Readonly<Record<string, string>>;

const words: Readonly<Record<StandingState, string>> = {
  waiting: 'not done', running: 'running', done: 'done as expected', unexpected: 'did not end as expected', stopped: 'stopped', lost: 'lost: how it ended is not known',
  ticked: 'ticked off', skipped: 'skipped', stale: 'done, but does not count any more', elsewhere: 'not for this target',
};
const staleWords = { text: 'its text was changed since', parameters: 'with other parameters', anew: 'the workspace was begun anew since' } as const;

/** Takes Unix milliseconds; gives the time in UTC, to the second. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Takes a sentence; gives it with a capital at its beginning. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Takes how a step stands, and names; gives it in words. */
export function stepWords({ state, staleFor, by, at, reason }: StepStanding, names: Names): string {
  const why = staleFor !== null ? `: ${staleWords[staleFor]}` : state === 'skipped' ? `: ${reason}` : '';
  const who = by === '' ? '' : ` by ${names[by] ?? by}`;
  return `${words[state]}${who}${at === null ? '' : `, ${utc(at)}`}${why}`;
}

/** Takes how a walkthrough stands, and names; gives it in a sentence or two. */
export function stateWords({ ended, lead, counts, going }: WalkState, names: Names): string {
  const { all, done, skipped, amiss } = counts;
  const rest = all - done - skipped - amiss;
  const parts = [`${done} of ${all} steps done`, ...(skipped > 0 ? [`${skipped} skipped`] : []), ...(amiss > 0 ? [`${amiss} not as expected`] : []), ...(rest > 0 ? [`${rest} not done`] : [])];
  const stands = ended === null ? `Open; ${names[lead] ?? lead} has the lead${going === null ? '' : ', and it goes on by itself'}.` : `Ended by ${names[ended.by] ?? ended.by}.`;
  return `${stands} ${parts.join(', ')}.`;
}
