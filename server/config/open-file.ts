/**
 * A file of settings as it is now: read when it changes, without a restart. One with mistakes changes nothing; what held goes on,
 * and who looks is told what is wrong.
 */
import { unwatchFile, watchFile } from 'node:fs';
import { HandrailError } from '../../common/errors.ts';

export interface OpenFile<T> {
  /** What holds now. */
  current(): T;
  /** What is wrong with the file as it stands; empty when it is in force. */
  problems(): readonly string[];
  /** Takes a listener for changes, which is told before they hold; when it throws, they do not. Gives what ends the listening. */
  onChange(listener: (next: T) => void): () => void;
  /** Looks whether the file has changed, at once. */
  look(): void;
  close(): void;
}

interface Source<T> {
  /** null where there is no file: nothing is watched then */
  path: string | null;
  /** takes what holds, undefined at the start; throws `bad-config` on mistakes */
  read(held: T | undefined): T;
  isSame(held: T, next: T): boolean;
  /** hears of every change once it holds, and of every look at a file with mistakes */
  changed(next: T): void;
  mistaken(problems: readonly string[]): void;
}

/** How often the file is looked at, in milliseconds: also where a filesystem tells nobody, as with a mounted ConfigMap. */
const lookMs = 1_000;

/** Takes where it stands and how it is read; gives what it says. Throws `bad-config` when it has mistakes from the start. */
export function openFile<T>({ path, read, isSame, changed, mistaken }: Source<T>): OpenFile<T> {
  let held = read(undefined);
  let problems: readonly string[] = [];
  const listeners = new Set<(next: T) => void>();
  const look = (): void => {
    try {
      const next = read(held);
      if (!isSame(held, next)) {
        for (const listener of listeners) listener(next);
        held = next;
        changed(next);
      }
      problems = [];
    } catch (error) {
      if (!(error instanceof HandrailError)) throw error;
      problems = error.message.split('\n');
      mistaken(problems);
    }
  };
  if (path !== null) watchFile(path, { interval: lookMs, persistent: false }, look);
  return {
    current: () => held,
    problems: () => problems,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    look,
    close: () => { if (path !== null) unwatchFile(path, look); },
  };
}
