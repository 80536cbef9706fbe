/** How front matter writes a maintenance window. Apart from what reads it, so that the page does not carry the checker. */
import { z } from 'zod';
import { days } from './window.ts';

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time in quotes, such as "09:00"');

const hours = z.strictObject({
  from: time.describe('When it opens, in quotes: `"09:00"`.'),
  to: time.describe('When it closes; before `from` when it goes past midnight.'),
  zone: z.string().refine(isZone, 'must be a time zone, such as America/Santiago or UTC').describe('The time zone of both.'),
  days: z.array(z.enum(days)).min(1).optional().describe('The days on which it opens; every day when left out.'),
});

/** What front matter may say: hours, or that any time will do. */
export const windowShape = z.union([hours, z.literal('always')], 'must be `always`, or `{from: "09:00", to: "17:00", zone: America/Santiago}`');

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
