/** Times of a walkthrough as they are read at night: the hour, and the day where it is another. Only drawn in a browser. */

/** Takes a time, Unix milliseconds; gives it in the reader's zone, which it names: who reads it aloud to another shift says which. */
export function clock(at: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' });
  return date.toDateString() === new Date().toDateString() ? time : `${date.toLocaleDateString([], { day: 'numeric', month: 'short' })}, ${time}`;
}

/** Takes a time, Unix milliseconds, and one on whose day it may be; gives it in UTC, as reports have it, with the day where that is another. */
export function utcTime(at: number, day = Number.NaN): string {
  const [date = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T');
  return Number.isFinite(day) && new Date(day).toISOString().startsWith(date) ? `${time} UTC` : `${date} ${time} UTC`;
}
