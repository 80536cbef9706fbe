/** The tick of a step done by hand, as it is kept in the browser. */

import { ago } from '../../client/ago.ts';

/** A tick counts for 8 hours, as a run does for the steps that need it. */
const counts = 8 * 3600 * 1000;

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Takes who, where and which step; gives the key the tick is kept under. Nobody logged in has a place of their own. */
export function tickKey(person: string, runbook: string, step: string): string {
  return `handrail:tick:${person}:${runbook}:${step}`;
}

/** Takes the browser's storage and a key; gives when it was ticked, null when it was not or storage is closed to us. */
export function readTick(kept: Kept, key: string): number | null {
  try {
    const text = kept.getItem(key);
    const time = text === null ? Number.NaN : Number(text);
    return Number.isSafeInteger(time) && time > 0 ? time : null;
  } catch {
    return null;
  }
}

/** Takes the browser's storage, a key and a time; keeps it, or forgets it when the time is null. */
export function writeTick(kept: Kept, key: string, time: number | null): void {
  try {
    if (time === null) kept.removeItem(key);
    else kept.setItem(key, String(time));
  } catch {
    // A browser may be told to keep nothing; the box then stays empty, which is the truth.
  }
}

/** Takes the time of a tick, null when there is none, and the time now; tells whether it counts. */
export function isFresh(ticked: number | null, now: number): boolean {
  return ticked !== null && now - ticked < counts;
}

/** Takes the same; gives what is said of the tick, nothing when there is none. */
export function tickSentence(ticked: number | null, now: number): string {
  if (ticked === null) return '';
  if (!isFresh(ticked, now)) return `last done ${ago(ticked, now)}`;
  return `done ${new Date(ticked).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`;
}
