/** The tick of one step done by hand, kept current in every tab of this browser. */
import { useSyncExternalStore } from 'react';
import { isFresh, readTick, tickKey, tickSentence, writeTick } from './tick.ts';

const listeners = new Set<() => void>();

/** Takes whom to tell when a tick comes or goes, in this tab or another; gives what ends it. */
export function followTicks(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

/** Takes who, where and which step; gives whether it is done, what to say of it, and how to tick it. */
export function useTick(person: string, runbook: string, step: string) {
  const key = tickKey(person, runbook, step);
  const done = useSyncExternalStore(followTicks, () => isFresh(readTick(localStorage, key), Date.now()), () => false);
  const said = useSyncExternalStore(followTicks, () => tickSentence(readTick(localStorage, key), Date.now()), () => '');
  const tick = (checked: boolean) => {
    writeTick(localStorage, key, checked ? Date.now() : null);
    for (const listener of [...listeners]) listener();
  };
  return { done, said, tick };
}
