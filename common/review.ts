/** When an owner last read a runbook through, and whether that is due again. Dates are whole days in UTC. */
export interface Review {
  state: 'unknown' | 'fine' | 'due';
  /** date (YYYY-MM-DD) on which it is due again; empty when nobody has said when it was reviewed */
  due: string;
  /** whole days from today until then; how many ago when it is due */
  days: number;
}

const day = 86_400_000;

/** Takes the date of the last review (null when there was none), the days after which it is due, and the time now; gives how it stands. */
export function reviewOf(reviewed: string | null, every: number, now: number): Review {
  const at = reviewed === null ? NaN : Date.parse(reviewed);
  if (Number.isNaN(at)) return { state: 'unknown', due: '', days: 0 };
  const due = at + every * day;
  const days = due / day - Math.floor(now / day);
  return { state: days < 0 ? 'due' : 'fine', due: new Date(due).toISOString().slice(0, 10), days: Math.abs(days) };
}

/** Takes days; gives them as a person says them: 12 days, 5 months, 2 years. */
export function spanOf(days: number): string {
  const [count, unit] = days < 60 ? [days, 'day'] : days < 730 ? [Math.round(days / 30.44), 'month'] : [Math.round(days / 365.25), 'year'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/**
 * Takes the date of the last review, the days after which it is due, the time now, and whether it was overdue when the
 * page was built; gives a sentence's worth on it. A static page does not know when it is read: with null for the time it
 * says dates only.
 */
export function reviewSaid(reviewed: string | null, every: number, now: number | null, wasOverdue: boolean): { text: string; state: Review['state'] } {
  const { state, due, days } = reviewOf(reviewed, every, now ?? 0);
  if (reviewed === null || state === 'unknown') return { text: 'nobody has said when it was reviewed', state: 'unknown' };
  if (now === null) return wasOverdue ? { text: `review overdue since ${due}`, state: 'due' } : { text: `reviewed ${reviewed}, next due ${due}`, state };
  if (state === 'due') return { text: `review overdue by ${spanOf(days)}`, state };
  return { text: `reviewed ${reviewed}, next due ${days === 0 ? 'today' : `in ${spanOf(days)}`}`, state };
}
