/** The smallest store that React can read: one value, replaced whole, and those who want to know. */
import { useSyncExternalStore } from 'react';

/** Listeners told in one task, of those told in turn. A step has three or so; drawing three steps anew leaves a slow phone room to hear a press. */
const atOnce = 9;

export interface Store<T> {
  readonly initial: T;
  get(): T;
  set(next: T): void;
  /** As `set`, for what makes all of a long page draw itself anew and nobody types: everyone who asks has the new value at once, and listeners hear of it a few at a time. */
  setInTurn(next: T): void;
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
    setInTurn(next) {
      if (Object.is(next, now)) return;
      now = next;
      void tell([...listeners], (listener) => listeners.has(listener));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function tell(all: readonly (() => void)[], listens: (listener: () => void) => boolean): Promise<void> {
  for (let from = 0; from < all.length; from += atOnce) {
    if (from > 0) await nextTask();
    for (const listener of all.slice(from, from + atOnce)) if (listens(listener)) listener();
  }
}

/** A message, as a timer waits a second in a tab that is not looked at. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port2.onmessage = () => {
      port2.close();
      resolve();
    };
    port1.postMessage(null);
  });
}

/**
 * Takes a store and what to read from it (the same object each time while nothing changed); gives that, kept current.
 * While the static page is rendered and first shown, that is what the store began with.
 */
export function useStore<T, Part>(store: Store<T>, read: (value: T) => Part): Part {
  return useSyncExternalStore(store.subscribe, () => read(store.get()), () => read(store.initial));
}
