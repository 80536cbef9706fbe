/**
 * Cron schedules as CronJobs write them (github.com/robfig/cron, ParseStandard): five fields with names, ranges and
 * steps, the @-words, and times in any time zone.
 */
export interface Schedule {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  weekdays: ReadonlySet<number>;
  /** when both kinds of day are restricted, either will do (crontab(5)) */
  eitherDay: boolean;
  /** `@every 90s`: so many milliseconds after the last time, whatever the clock says */
  every?: number;
}

/** A schedule that does not parse; its message is the parser's. */
export class ScheduleError extends Error {}

const words: Record<string, string> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Takes a schedule's text; gives the schedule, or null when it does not parse. */
export function parseSchedule(text: string): Schedule | null {
  try {
    return readSchedule(text);
  } catch (error) {
    if (error instanceof ScheduleError) return null;
    throw error;
  }
}

/** Takes a schedule's text; gives the schedule. Throws ScheduleError, worded as a real controller would. */
export function readSchedule(text: string): Schedule {
  if (text === '') throw new ScheduleError('empty spec string');
  const every = /^@every (.+)$/.exec(text);
  if (every) return { ...readFields('* * * * *'), every: readDuration(every[1] ?? '', text) };
  if (text.startsWith('@') && words[text] === undefined) throw new ScheduleError(`unrecognized descriptor: ${text}`);
  return readFields(words[text] ?? text);
}

function readFields(text: string): Schedule {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) throw new ScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const [days, weekdays] = [readField(day, 1, 31), readField(weekday, 0, 6, dayNames)];
  return {
    minutes: readField(minute, 0, 59).set, hours: readField(hour, 0, 23).set, days: days.set, months: readField(month, 1, 12, monthNames).set,
    weekdays: weekdays.set, eitherDay: !days.every && !weekdays.every,
  };
}

/** `1h30m`, as Go reads durations; whole seconds, and one at least. */
function readDuration(text: string, whole: string): number {
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new ScheduleError(`failed to parse duration ${whole}: time: invalid duration ${JSON.stringify(text)}`);
  }
  const sum = parts.reduce((all, [, count, unit]) => all + Number(count) * (units[unit ?? ''] ?? 0), 0);
  return Math.max(1000, Math.floor(sum / 1000) * 1000);
}

interface Field { set: Set<number>; /** it is `*`, so this field restricts nothing */ every: boolean }

function readField(text: string, least: number, most: number, names: string[] = []): Field {
  const found: Field = { set: new Set(), every: false };
  for (const part of text.split(',').filter((one) => one !== '')) {
    const { from, to, by, star } = readRange(part, least, most, names);
    if (from < least) throw new ScheduleError(`beginning of range (${from}) below minimum (${least}): ${part}`);
    if (to > most) throw new ScheduleError(`end of range (${to}) above maximum (${most}): ${part}`);
    if (from > to) throw new ScheduleError(`beginning of range (${from}) beyond end of range (${to}): ${part}`);
    if (by === 0) throw new ScheduleError(`step of range should be a positive number: ${part}`);
    found.every ||= star && by === 1;
    for (let at = from; at <= to; at += by) found.set.add(at);
  }
  return found;
}

/** One of `*`, `5`, `1-5`, each maybe with `/2`; `5/2` goes on to the end. */
function readRange(part: string, least: number, most: number, names: string[]): { from: number; to: number; by: number; star: boolean } {
  const [range = '', step, ...surplus] = part.split('/');
  const [first = '', last, ...more] = range.split('-');
  if (more.length > 0) throw new ScheduleError(`too many hyphens: ${part}`);
  if (surplus.length > 0) throw new ScheduleError(`too many slashes: ${part}`);
  const by = step === undefined ? 1 : numberOf(step, 0, []);
  if (first === '*' || first === '?') return { from: least, to: most, by, star: true };
  const from = numberOf(first, least, names);
  if (last !== undefined) return { from, to: numberOf(last, least, names), by, star: false };
  return { from, to: step === undefined ? from : most, by, star: false };
}

function numberOf(text: string, least: number, names: string[]): number {
  const named = names.indexOf(text.toLowerCase());
  if (named !== -1) return named + least;
  if (/^-\d+$/.test(text)) throw new ScheduleError(`negative number (${text}) not allowed: ${text}`);
  if (!/^\+?\d+$/.test(text)) throw new ScheduleError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

const minute = 60_000;

/**
 * Takes a schedule, a time and maybe a time zone (UTC otherwise); gives the next time after it, in unix milliseconds, or
 * null when there is none within five years. A time that a clock change skips is skipped. Throws RangeError for an
 * unknown zone.
 */
export function nextTime(schedule: Schedule, after: number, zone?: string): number | null {
  if (schedule.every !== undefined) return Math.floor(after / 1000) * 1000 + schedule.every;
  const end = after + 5 * 366 * 24 * 60 * minute;
  let at = Math.floor(after / minute) * minute + minute;
  while (at < end) {
    // the time of day there, written as if it were UTC
    const date = new Date(at + offsetOf(zone, at));
    if (!matchesDay(schedule, date)) at = nextMidnight(date, at, zone);
    else if (!schedule.hours.has(date.getUTCHours())) at += (60 - date.getUTCMinutes()) * minute;
    else if (!schedule.minutes.has(date.getUTCMinutes())) at += minute;
    else return at;
  }
  return null;
}

/** Where a clock change moves midnight, the hour before it is searched again: no harm, and none is missed. */
function nextMidnight(date: Date, at: number, zone: string | undefined): number {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
  const guess = midnight - offsetOf(zone, at);
  return Math.max(at + minute, Math.min(guess, midnight - offsetOf(zone, guess)));
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Takes a time zone and a time; gives how far the zone's clocks are before UTC then, in milliseconds. Throws RangeError. */
function offsetOf(zone: string | undefined, at: number): number {
  if (zone === undefined || zone === '' || zone === 'UTC' || zone === 'Etc/UTC') return 0;
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute: minutes = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minutes, second) - Math.floor(at / 1000) * 1000;
}

function matchesDay(schedule: Schedule, date: Date): boolean {
  if (!schedule.months.has(date.getUTCMonth() + 1)) return false;
  const day = schedule.days.has(date.getUTCDate());
  const weekday = schedule.weekdays.has(date.getUTCDay());
  return schedule.eitherDay ? day || weekday : day && weekday;
}

export interface Due {
  /** the latest time that has come since; earlier ones are not made up for */
  time: number;
  /** more than a hundred were missed: clocks jump, or nobody was there */
  manyMissed: boolean;
}

/**
 * Takes a schedule, since when its times count, now, and a zone; gives the latest time that has come, or null
 * (k8s.io/kubernetes/pkg/controller/cronjob/utils.go, mostRecentScheduleTime).
 */
export function latestDue(schedule: Schedule, since: number, now: number, zone?: string): Due | null {
  const first = nextTime(schedule, since, zone);
  if (first === null || first > now) return null;
  const second = nextTime(schedule, first, zone);
  if (second === null || second > now) return { time: first, manyMissed: false };
  const step = second - first;
  const missed = Math.floor((now - first) / step) + 1;
  // steps differ when a schedule is not regular: begin a little earlier, at the first time at worst
  let time = first;
  for (let back = 2; ; back *= 2) {
    const begin = Math.max(first, now - back * step);
    for (let at = begin === first ? first : nextTime(schedule, begin, zone); at !== null && at <= now; at = nextTime(schedule, at, zone)) time = at;
    if (time > first || begin === first) break;
  }
  return { time, manyMissed: missed > 100 };
}
