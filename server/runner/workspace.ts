/**
 * Workspaces: one person's files and shell state in one environment, `<workspaces>/<environment>/<person>/` with
 *
 *   files        what stands at /workspace inside
 *   state.json   directory and exported variables that the last step left; never seen inside
 *
 * and a folder on a memory filesystem for what must not reach a disk (`vault login` writes into the home folder). What a
 * step wrote is never followed as a path from out here: it may be a link to anywhere.
 */
import { createHash } from 'node:crypto';
import { chownSync, closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Paths } from '../config/paths.ts';
import { inside } from '../sandbox/layout.ts';
import { removeTree } from '../sandbox/remove-tree.ts';
import { memoryFolder } from './memory.ts';
import { maxStateBytes, parseState, readState, type ShellState } from './shell-state.ts';

export interface Workspace {
  /** its name among all workspaces */
  readonly key: string;
  readonly files: string;
  /** null where the machine has no memory filesystem for us: the home folder then ends with each run */
  readonly home: string | null;
  /** user that owns its files; null when that is us */
  readonly uid: number | null;
  state(): ShellState;
  /** Takes the file the shell wrote at its end and the run's parameters; keeps what carries. Tells whether there was a state. */
  keepState(file: string, parameters: readonly string[]): boolean;
}

export interface Workspaces {
  /** Makes it when it is not there. */
  open(person: string, environment: string): Workspace;
  /** Forgets files, state and memory. No run of it may be going. */
  reset(person: string, environment: string): Promise<void>;
}

const fresh: ShellState = Object.freeze({ directory: inside.workspace, variables: {} });
/** One user for each workspace, so that neither files nor process limits are shared: ids Debian gives to nobody. */
const firstUser = 70_000;
const users = 20_000;

/** Takes where things are kept and whether we are root; gives the workspaces. */
export function openWorkspaces(paths: Pick<Paths, 'workspaces' | 'runtime'>, root: boolean): Workspaces {
  const memory = memoryFolder(paths.runtime);
  const folderOf = (person: string, environment: string) => join(paths.workspaces, environment, person);
  const homeOf = (person: string, environment: string) => (memory === null ? null : join(memory, `${environment}.${person}`));
  return {
    open(person, environment) {
      const key = `${environment}/${person}`;
      const uid = root ? userOf(key) : null;
      const folder = folderOf(person, environment);
      const files = join(folder, 'files');
      const home = homeOf(person, environment);
      makeOwned(folder, null);
      makeOwned(files, uid);
      if (home !== null) makeOwned(home, uid);
      return { key, files, home, uid, ...stateIn(join(folder, 'state.json')) };
    },
    async reset(person, environment) {
      const home = homeOf(person, environment);
      for (const folder of [folderOf(person, environment), ...(home === null ? [] : [home])]) {
        await removeTree(folder);
      }
    },
  };
}

function stateIn(path: string): Pick<Workspace, 'state' | 'keepState'> {
  const state = () => {
    try {
      return parseState(readFileSync(path, 'utf8')) ?? fresh;
    } catch {
      return fresh;
    }
  };
  return {
    state,
    keepState(file, parameters) {
      const next = readState(readWritten(file), state(), parameters);
      if (next === null) return false;
      writeFileSync(`${path}.new`, JSON.stringify(next), { mode: 0o600 });
      renameSync(`${path}.new`, path);
      return true;
    },
  };
}

/** Reads what a step wrote: a plain file only, never through a link, and no more than a state may have. */
function readWritten(file: string): Uint8Array {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!fstatSync(fd).isFile()) return Buffer.alloc(0);
    const bytes = Buffer.alloc(maxStateBytes + 1);
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(fd);
  }
}

function userOf(key: string): number {
  return firstUser + (createHash('sha256').update(key).digest().readUInt32BE(0) % users);
}

function makeOwned(folder: string, uid: number | null): void {
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined && uid !== null) chownSync(folder, uid, uid);
}
