/** The tick of a step done by hand, as it is kept in the browser. */

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
    // A browser that keeps nothing (private windows, full storage) still shows the tick until the page is left.
  }
}

/** Takes the time of a tick and the time now; tells whether it still counts. */
export function isFresh(ticked: number, now: number): boolean {
  return now - ticked < counts;
}
