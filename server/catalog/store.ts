/**
 * The catalog that is deployed, read again when its file changes. A new one takes the old one's place whole or not at all:
 * when the file cannot be read or is no catalog, the last good one stays and the problem is shown. Runbooks that
 * do not compile are left out by the compiler, which puts their problems beside it, one a line; those are shown too.
 */
import { readFileSync, statSync } from 'node:fs';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { HandrailError } from '../../common/errors.ts';
import type { Log } from '../log.ts';
import { catalogShape } from './shape.ts';

export interface CatalogStore {
  /** The catalog; null when there was never a good one. */
  current(): Catalog | null;
  /** The catalog. Throws `catalog-broken` when there was never a good one. */
  require(): Catalog;
  /** What is wrong with the newest file, for people; empty when nothing is. */
  problems(): readonly string[];
  /** Looks whether the file has changed. */
  refresh(): void;
  close(): void;
}

/** A runbook is rebuilt by hand now and then; a second later is soon enough, and one stat a second costs nothing. */
const lookEveryMs = 1_000;

/** More than a page would show. */
const mostProblems = 100;

/** Takes the path of the compiled catalog; gives the store, which keeps looking until it is closed. */
export function openCatalog(path: string, log: Log): CatalogStore {
  let current: Catalog | null = null;
  let problems: readonly string[] = [];
  let seen = '';

  const refresh = (): void => {
    const stamp = `${stampOf(path)}, ${stampOf(problemsPath(path))}`;
    if (stamp === seen) return;
    seen = stamp;
    const compiling = readProblems(problemsPath(path));
    try {
      current = readCatalog(path);
      problems = compiling;
      log.info({ digest: current.digest, runbooks: current.runbooks.length, problems }, 'catalog read');
    } catch (error) {
      problems = [(error as Error).message, ...compiling];
      log.error({ problems, kept: current?.digest ?? null }, 'the catalog cannot be read');
    }
  };

  refresh();
  const timer = setInterval(refresh, lookEveryMs).unref();
  return {
    current: () => current,
    require: () => {
      if (current === null) throw new HandrailError('catalog-broken', { why: problems.join(' ') });
      return current;
    },
    problems: () => problems,
    refresh,
    close: () => { clearInterval(timer); },
  };
}

/** Takes a path; gives the catalog there. Throws an error that says what is wrong and what to do. */
export function readCatalog(path: string): Catalog {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Error(missing ? `${path} is missing. Run \`make build\`.` : `${path} cannot be read: ${(cause as Error).message}. Run \`make build\`.`, { cause });
  }
  const checked = catalogShape.safeParse(value);
  if (checked.success) return checked.data;
  const first = checked.error.issues[0];
  throw new Error(`${path} is not a catalog: ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}. Run \`make build\`.`);
}

/** Takes the catalog's path; gives where the compiler leaves what keeps it from making a new one. */
export function problemsPath(path: string): string {
  return `${path}.problems`;
}

function readProblems(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter((line) => line !== '').slice(0, mostProblems);
  } catch {
    return [];
  }
}

/** What changes whenever the file is written or replaced. */
function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : 'missing';
}
