/** The time as words: how long ago where a clock runs, a date in what the build wrote. */
import { useSyncExternalStore } from 'react';
import { ago } from '../../client/ago.ts';
import type { When } from './said.ts';

/** How often the words are looked at again, in milliseconds: they go by minutes. */
const lookEvery = 30_000;

/** The time all words of the page were last said at; one for all, so that no two of them differ. */
let looked = 0;

function look(): number {
  const now = Date.now();
  if (now - looked >= lookEvery) looked = now;
  return looked;
}

/** Takes whom to tell, every half minute, that time has passed; gives what ends it. */
export function followClock(listener: () => void): () => void {
  const timer = setInterval(listener, lookEvery);
  return () => { clearInterval(timer); };
}

/** Gives the time in Unix milliseconds, half a minute old at most; null where the page must read as it was built. */
export function useNow(): number | null {
  return useSyncExternalStore<number | null>(followClock, look, () => null);
}

/** Takes the time as `useNow` gives it; gives how times are said. */
export function whenAt(now: number | null): When {
  return (at) => (now === null ? `on ${new Date(at).toISOString().slice(0, 10)}` : ago(at, now));
}
