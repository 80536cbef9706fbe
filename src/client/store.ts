/** The smallest store that React can read: one value, replaced whole, and those who want to know. */
import { useSyncExternalStore } from 'react';

export interface Store<T> {
  readonly initial: T;
  get(): T;
  set(next: T): void;
  subscribe(listener: () => void): () => void;
}

/** Takes the first value; gives a store of it. Listeners hear only of values that differ. */
export function createStore<T>(initial: T): Store<T> {
  const listeners = new Set<() => void>();
  let now = initial;
  return {
    initial,
    get: () => now,
    set(next) {
      if (Object.is(next, now)) return;
      now = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Takes a store and what to read from it (the same object each time while nothing changed); gives that, kept current.
 * While the static page is rendered and first shown, that is what the store began with.
 */
export function useStore<T, Part>(store: Store<T>, read: (value: T) => Part): Part {
  return useSyncExternalStore(store.subscribe, () => read(store.get()), () => read(store.initial));
}
