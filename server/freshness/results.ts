/**
 * What `handrail test` last found, read again when its file changes. A file that is missing or broken is no failure: what
 * was last read stays, and what is wrong is told.
 */
import { readFileSync, statSync } from 'node:fs';
import { parseTested, type Tested } from '../../common/tested.ts';
import type { Log } from '../log.ts';

export interface ResultsStore {
  /** The results; null when there never were any. */
  current(): Tested | null;
  /** What is wrong with the file, and what to do, for people; empty when nothing is. */
  problem(): string;
  /** Looks whether the file has changed. */
  refresh(): void;
  close(): void;
}

/** A test of all runbooks takes minutes; a look every two seconds is soon enough. */
const lookEveryMs = 2_000;
/** Bytes: 3,000 steps with two targets each are some 1.5 MB. */
const largest = 32 * 1024 * 1024;

/** Takes the path of the results; gives the store, which keeps looking until it is closed. */
export function openResults(path: string, log: Log): ResultsStore {
  let current: Tested | null = null;
  let problem = '';
  let seen = '';

  const refresh = (): void => {
    const stamp = stampOf(path);
    if (stamp === seen) return;
    seen = stamp;
    const read = readResults(path);
    // A house that is new has not been tested yet: that is no trouble, and the pages say it.
    if (read.tested !== null) current = read.tested;
    else if (stamp === 'missing' && current === null) log.info('the runbooks have not been tried in practice yet; `npx handrail test` tries them');
    else log.warn({ problem: read.problem, kept: current !== null }, 'the results of the test cannot be read');
    problem = read.problem;
  };

  refresh();
  const timer = setInterval(refresh, lookEveryMs).unref();
  return { current: () => current, problem: () => problem, refresh, close: () => { clearInterval(timer); } };
}

/** Takes a path; gives the results there, or null and a sentence on what is wrong and what to do. */
export function readResults(path: string): { tested: Tested | null; problem: string } {
  const read = resultsAt(path);
  return { tested: read.tested, problem: read.problem === '' ? '' : `${read.problem} Run \`npx handrail test\`.` };
}

function resultsAt(path: string): { tested: Tested | null; problem: string } {
  const wrong = (problem: string) => ({ tested: null, problem });
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return wrong('The runbooks have not been tried in practice yet.');
    if (!found.isFile()) return wrong(`${path} is no file.`);
    if (found.size > largest) return wrong(`${path} is larger than ${largest / 1024 / 1024} MiB, which no results are.`);
    return parseTested(readFileSync(path, 'utf8'), path);
  } catch (error) {
    return wrong(`${path} cannot be read: ${(error as Error).message.slice(0, 200)}.`);
  }
}

/** What changes whenever the file is written or replaced. */
function stampOf(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : 'missing';
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
