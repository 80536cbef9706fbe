/**
 * The environments as they are now: read when the file changes, without a restart. A file with mistakes changes nothing;
 * the rules that held go on, and who looks is told what is wrong.
 */
import { watchFile, unwatchFile } from 'node:fs';
import { HandrailError } from '../../../common/errors.ts';
import type { Log } from '../../log.ts';
import { type Environments, loadEnvironments } from './environments.ts';

export interface OpenEnvironments {
  /** Those that hold now. */
  current(): Environments;
  /** What is wrong with the file as it stands; empty when it is in force. */
  problems(): readonly string[];
  /** Takes a listener for changes, which is told before they hold; when it throws, they do not. Gives what ends the listening. */
  onChange(listener: (environments: Environments) => void): () => void;
  /** Looks whether the file has changed, at once. */
  look(): void;
  close(): void;
}

/** How often the file is looked at, in milliseconds: also where a filesystem tells nobody, as with a mounted ConfigMap. */
const lookMs = 1_000;

/** Takes the file's path and the log; gives the environments. Throws `bad-config` when it has mistakes from the start. */
export function openEnvironments(path: string, log: Log): OpenEnvironments {
  let environments = loadEnvironments(path);
  let problems: readonly string[] = [];
  const listeners = new Set<(environments: Environments) => void>();
  const look = (): void => {
    try {
      const next = loadEnvironments(path);
      if (!isSame(environments, next)) {
        for (const listener of listeners) listener(next);
        environments = next;
        log.info({ environments: [...next.keys()] }, 'the environments were read again');
      }
      problems = [];
    } catch (error) {
      if (!(error instanceof HandrailError)) throw error;
      problems = error.message.split('\n');
      log.error({ problems }, 'the environments have mistakes; those that held go on');
    }
  };
  watchFile(path, { interval: lookMs, persistent: false }, look);
  return {
    current: () => environments,
    problems: () => problems,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    look,
    close: () => { unwatchFile(path, look); },
  };
}

function isSame(left: Environments, right: Environments): boolean {
  return left.size === right.size && [...left].every(([name, { digest }]) => right.get(name)?.digest === digest);
}
