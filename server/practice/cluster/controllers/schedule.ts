/** Cron schedules: five fields, names of months and days, steps, and the @-words. */
export interface Schedule {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  weekdays: ReadonlySet<number>;
  /** when both kinds of day are restricted, either will do (crontab(5)) */
  eitherDay: boolean;
}

const words: Record<string, string> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Takes a schedule's text; gives the schedule, or null when it does not parse. */
export function parseSchedule(text: string): Schedule | null {
  const fields = (words[text.trim()] ?? text.trim()).split(/\s+/);
  if (fields.length !== 5) return null;
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const days = parseField(day, 1, 31);
  const months = parseField(month, 1, 12, monthNames);
  const sevens = parseField(weekday, 0, 7, dayNames);
  if (!minutes || !hours || !days || !months || !sevens) return null;
  const weekdays = new Set(Array.from(sevens, (one) => one % 7));
  return { minutes, hours, days, months, weekdays, eitherDay: !day.startsWith('*') && !weekday.startsWith('*') };
}

function parseField(text: string, least: number, most: number, names: string[] = []): Set<number> | null {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const range = parseRange(part, least, most, names);
    if (!range || !(range.from >= least && range.to <= most && range.from <= range.to && range.by >= 1)) return null;
    for (let at = range.from; at <= range.to; at += range.by) found.add(at);
  }
  return found;
}

/** One of `*`, `5`, `1-5`, each maybe with `/2`; `5/2` goes on to the end. */
function parseRange(part: string, least: number, most: number, names: string[]): { from: number; to: number; by: number } | null {
  const match = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(part);
  if (!match) return null;
  const [, first = '', last, step] = match;
  const by = step === undefined ? 1 : Number(step);
  if (first === '*' || first === '?') return { from: least, to: most, by };
  const from = numberOf(first, least, names);
  if (last !== undefined) return { from, to: numberOf(last, least, names), by };
  return { from, to: step === undefined ? from : most, by };
}

function numberOf(text: string, least: number, names: string[]): number {
  const named = names.indexOf(text.toLowerCase());
  return named === -1 ? Number(/^\d+$/.test(text) ? text : Number.NaN) : named + least;
}

const minute = 60_000;

/** Takes a schedule and a time; gives the next time after it, in UTC, or null when there is none within five years. */
export function nextTime(schedule: Schedule, after: number): number | null {
  const end = after + 5 * 366 * 24 * 60 * minute;
  let at = Math.floor(after / minute) * minute + minute;
  while (at < end) {
    const date = new Date(at);
    if (!matchesDay(schedule, date)) at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
    else if (!schedule.hours.has(date.getUTCHours())) at = Math.floor(at / (60 * minute)) * 60 * minute + 60 * minute;
    else if (!schedule.minutes.has(date.getUTCMinutes())) at += minute;
    else return at;
  }
  return null;
}

function matchesDay(schedule: Schedule, date: Date): boolean {
  if (!schedule.months.has(date.getUTCMonth() + 1)) return false;
  const day = schedule.days.has(date.getUTCDate());
  const weekday = schedule.weekdays.has(date.getUTCDay());
  return schedule.eitherDay ? day || weekday : day && weekday;
}
