/**
 * The maintenance window of a target: the hours in which its service may be worked on. Outside of them a step that changes
 * something asks for a reason. Times are those of the place the window names, whatever the reader's own clock says.
 */
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Hours of a place. They go past midnight where `to` comes before `from`. */
export interface Hours {
  /** `09:00` */
  from: string;
  to: string;
  /** a name of the IANA time zone database */
  zone: string;
  /** the days on which it opens; every day when left out */
  days?: (typeof days)[number][] | undefined;
}

export type Window = Hours | 'always';

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
