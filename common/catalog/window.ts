/**
 * The maintenance window of a target: the hours in which its service may be worked on. Outside of them a step that changes
 * something asks for a reason. Times are those of the place the window names, whatever the reader's own clock says.
 */
import { z } from 'zod';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time in quotes, such as "09:00"');

const hours = z.strictObject({
  from: time.describe('When it opens, in quotes: `"09:00"`.'),
  to: time.describe('When it closes; before `from` when it goes past midnight.'),
  zone: z.string().refine(isZone, 'must be a time zone, such as America/Santiago or UTC').describe('The time zone of both.'),
  days: z.array(z.enum(days)).min(1).optional().describe('The days on which it opens; every day when left out.'),
});

/** What front matter may say: hours, or that any time will do. */
export const windowShape = z.union([hours, z.literal('always')], 'must be `always`, or `{from: "09:00", to: "17:00", zone: America/Santiago}`');

export type Window = z.infer<typeof windowShape>;

/** Takes a window and a moment (milliseconds since 1970); tells whether the window is open then. */
export function isOpen(window: Window, at: number): boolean {
  if (window === 'always') return true;
  const { day, clock } = local(window.zone, at);
  const opens = (which: number): boolean => window.days === undefined || window.days.includes(days[(which + 7) % 7] ?? 'mon');
  if (window.from <= window.to) return opens(day) && clock >= window.from && clock < window.to;
  return (opens(day) && clock >= window.from) || (opens(day - 1) && clock < window.to);
}

/** Takes a window; gives it in words: “09:00–17:00 America/Santiago, mon, tue”. */
export function describeWindow(window: Window): string {
  if (window === 'always') return 'at any time';
  return `${window.from}–${window.to} ${window.zone}${window.days === undefined ? '' : `, ${window.days.join(', ')}`}`;
}

/** The day (0 is Monday) and the time of day at a place. */
function local(zone: string, at: number): { day: number; clock: string } {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return { day: days.findIndex((name) => name === part('weekday').toLowerCase()), clock: `${part('hour')}:${part('minute')}` };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
