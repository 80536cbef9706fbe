/**
 * Workspaces: one person's files and shell state in one environment, `<workspaces>/<environment>/<person>/` with
 *
 *   files        what stands at /workspace inside
 *   state.json   directory and exported variables that the last step left, but for secrets; never seen inside
 *
 * and on a memory filesystem what must not reach a disk: the home folder (`vault login` writes into it), and what is known to be
 * secret (secret-memory.ts). What a step wrote is never followed as a path from out here: it may be a link to anywhere.
 */
import { createHash, randomUUID } from 'node:crypto';
import { chownSync, closeSync, constants, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Paths } from '../../config/paths.ts';
import { inside } from '../../sandbox/layout.ts';
import { removeTree } from '../../sandbox/remove-tree.ts';
import { memoryFolder } from '../memory.ts';
import { lockWorkspace, type Release, tryLock } from './workspace-lock.ts';
import { writeWhole } from '../journal/run-record.ts';
import { Undisturbed } from './undisturbed.ts';
import { openSecretMemory, type SecretMemory } from './secret-memory.ts';
import { mostSecretFileBytes, secretFiles, secretsIn, splitVariables, valuesToHide } from './secret-state.ts';
import { maxStateBytes, parseState, readState, type ShellState } from './shell-state.ts';

export interface Workspace {
  /** its name among all workspaces */
  readonly key: string;
  /** what is kept of it; `files` is in there */
  readonly folder: string;
  readonly files: string;
  /** null where the machine has no memory filesystem for us: the home folder then ends with each run */
  readonly home: string | null;
  /** user that owns its files; null when that is us */
  readonly uid: number | null;
  /** hidden in what its runs print: what masks of its steps found, secrets they exported, and those programs keep in the home folder */
  readonly secrets: Iterable<string>;
  remember(secret: string): void;
  /** Waits until nobody writes it, in whichever process; gives what lets it go. */
  lock(): Promise<Release>;
  /** Comes beside whoever has the lock, to change something; gives what leaves. Throws `workspace-held`. */
  beside(): Release;
  /** Keeps everybody of this process out who would come beside; gives what lets them in. Throws `workspace-busy`. */
  alone(): Release;
  state(): ShellState;
  /** Takes the file the shell wrote at its end and the run's parameters; keeps what carries. Tells whether there was a state. */
  keepState(file: string, parameters: readonly string[]): boolean;
}

export interface Workspaces {
  /** Makes it when it is not there. */
  open(person: string, environment: string): Workspace;
  /** Forgets files, state and memory. No run of it may be going here; one of another process is waited for. */
  reset(person: string, environment: string): Promise<void>;
  /** Removes what is left of workspaces whose reset was cut short. */
  clear(): Promise<void>;
  /** Gives each workspace and when it was last opened, Unix milliseconds. */
  used(): { person: string; environment: string; at: number }[];
  /** Takes a workspace and when it was last opened; resets it, unless somebody has it or opened it since. Tells whether it did. */
  resetUnused(person: string, environment: string, at: number, before?: () => void): Promise<boolean>;
}

const fresh: ShellState = Object.freeze({ directory: inside.workspace, variables: {} });
/** One user for each workspace, so that neither files nor process limits are shared: ids Debian gives to nobody. */
const firstUser = 70_000;
const users = 20_000;

/** Takes where things are kept and whether we are root; gives the workspaces. */
export function openWorkspaces(paths: Pick<Paths, 'workspaces' | 'runtime'>, root: boolean): Workspaces {
  const memory = memoryFolder(paths.runtime);
  const folderOf = (person: string, environment: string) => join(paths.workspaces, environment, person);
  const secrets = openSecretMemory(memory);
  const undisturbed = new Undisturbed();
  const endedFolder = join(paths.workspaces, '.ended');
  const homeOf = (person: string, environment: string) => (memory === null ? null : join(memory, `${environment}.${person}`));
  const remove = async (person: string, environment: string) => {
    secrets.forget(keyOf(person, environment));
    const home = homeOf(person, environment);
    const folder = folderOf(person, environment);
    const ended = join(endedFolder, `${environment}.${person}.${randomUUID()}`);
    mkdirSync(endedFolder, { recursive: true, mode: 0o700 });
    // At once, so that nobody ever finds half of it; what is left of that by a machine that dies is cleared later.
    if (existsSync(folder)) renameSync(folder, ended);
    for (const each of [ended, ...(home === null ? [] : [home])]) await removeTree(each);
  };
  return {
    open(person, environment) {
      const key = keyOf(person, environment);
      const uid = root ? userOf(key) : null;
      const folder = folderOf(person, environment);
      const files = join(folder, 'files');
      const home = homeOf(person, environment);
      makeOwned(folder, null);
      makeOwned(files, uid);
      touch(folder);
      if (home !== null) makeOwned(home, uid);
      return {
        key, folder, files, home, uid, ...stateIn(join(folder, 'state.json'), secrets, key), ...hiddenOf(secrets, key, home),
        lock: () => lockWorkspace(paths.runtime, key), beside: () => undisturbed.join(key), alone: () => undisturbed.alone(key),
      };
    },
    async reset(person, environment) {
      const release = await lockWorkspace(paths.runtime, keyOf(person, environment));
      await remove(person, environment).finally(release);
    },
    async clear() {
      for (const name of namesIn(endedFolder)) await removeTree(join(endedFolder, name));
    },
    used: () => namesIn(paths.workspaces).flatMap((environment) => namesIn(join(paths.workspaces, environment)).map((person) => (
      { person, environment, at: usedAt(folderOf(person, environment)) }
    ))),
    async resetUnused(person, environment, at, before) {
      const release = await tryLock(paths.runtime, keyOf(person, environment));
      if (release === null) return false;
      const isUnused = usedAt(folderOf(person, environment)) <= at;
      try {
        if (!isUnused) return false;
        before?.();
        await remove(person, environment);
        return true;
      } finally {
        release();
      }
    },
  };
}

function keyOf(person: string, environment: string): string {
  return `${environment}/${person}`;
}

function hiddenOf(memory: SecretMemory, key: string, home: string | null): Pick<Workspace, 'secrets' | 'remember'> {
  return {
    get secrets() {
      const atHome = home === null ? [] : secretFiles.flatMap((name) => secretsIn(name, readAtHome(join(home, name))));
      return new Set([...valuesToHide(memory.variables(key)), ...atHome, ...memory.found(key)]);
    },
    remember(secret) { memory.remember(key, secret); },
  };
}

function readAtHome(file: string): string {
  try {
    return Buffer.from(readWritten(file, mostSecretFileBytes)).toString('utf8');
  } catch {
    return '';
  }
}

/** A folder's own time tells when its workspace was opened last. */
function touch(folder: string): void {
  const now = new Date();
  utimesSync(folder, now, now);
}

function usedAt(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== '.ended').map(({ name }) => name);
  } catch {
    return [];
  }
}

function stateIn(path: string, memory: SecretMemory, key: string): Pick<Workspace, 'state' | 'keepState'> {
  const keep = ({ directory, variables }: ShellState) => {
    const { plain, secret } = splitVariables(variables, memory.found(key));
    memory.keepVariables(key, secret);
    writeWhole(path, JSON.stringify({ directory, variables: plain } satisfies ShellState));
  };
  const state = (): ShellState => {
    try {
      const { directory, variables } = parseState(readFileSync(path, 'utf8')) ?? fresh;
      const whole = { directory, variables: { ...variables, ...memory.variables(key) } };
      // A Handrail from before may have written secrets down, or one was found out since.
      if (Object.keys(splitVariables(variables, memory.found(key)).secret).length > 0) keep(whole);
      return whole;
    } catch {
      return fresh;
    }
  };
  return {
    state,
    keepState(file, parameters) {
      const next = readState(readWritten(file, maxStateBytes), state(), parameters);
      if (next === null) return false;
      try {
        keep(next);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Reads what a step wrote: a plain file only, never through a link, and no more than so many bytes and one. */
function readWritten(file: string, most: number): Uint8Array {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!fstatSync(fd).isFile()) return Buffer.alloc(0);
    const bytes = Buffer.alloc(most + 1);
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
