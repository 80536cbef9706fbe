/**
 * Snapshots of worlds, named, a few for each: whole copies of a world's folder, taken and put back while the world rests. A
 * copy that fails leaves everything as it was. Snapshots stand beside the worlds, so a reset does not take them along.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HandrailError } from '../../common/errors.ts';
import type { Snapshot } from '../../common/practice.ts';
import { removeTree } from '../sandbox/remove-tree.ts';
import { type Bounds, copyTree, TooLarge } from './copy-tree.ts';

/** How many one world may have. */
export const mostSnapshots = 5;
/** How large a world may be to be copied: many times what the runbooks' exercises leave. */
const largest: Bounds = { bytes: 1024 ** 3, files: 50_000 };

/** Names begin with this while a copy is being made: no snapshot's name has a dot. */
const unfinished = '.unfinished-';
/** Beside the worlds, whose ids have no dot either: a world that is being replaced. */
const replaced = '.replaced.';

/** Tells whether something can be the name of a snapshot, which is also the name of a folder. */
export function isSnapshotName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name);
}

export class Snapshots {
  readonly #worlds: string;
  readonly #bounds: Bounds;

  /** Takes the folder of the worlds, and bounds. Puts back a world whose replacement was interrupted, and clears away what is unfinished. */
  constructor(worlds: string, bounds: Bounds = largest) {
    this.#worlds = worlds;
    this.#bounds = bounds;
    mkdirSync(join(worlds, '.snapshots'), { recursive: true, mode: 0o700 });
    for (const name of readdirSync(worlds).filter((each) => each.startsWith(replaced))) {
      const world = join(worlds, name.slice(replaced.length));
      if (!existsSync(world)) renameSync(join(worlds, name), world);
    }
    for (const name of readdirSync(worlds)) {
      if (name.startsWith(unfinished) || name.startsWith(replaced)) void removeTree(join(worlds, name));
    }
    for (const id of readdirSync(join(worlds, '.snapshots'))) {
      const folder = join(worlds, '.snapshots', id);
      for (const name of readdirSync(folder)) if (name.startsWith(unfinished)) void removeTree(join(folder, name));
    }
  }

  /** Takes a world's id; gives its snapshots, newest first. */
  list(id: string): Snapshot[] {
    const folder = this.#folderOf(id);
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter(isSnapshotName).map((name) => ({ name, at: Math.round(statSync(join(folder, name)).birthtimeMs) }))
      .sort((one, other) => other.at - one.at || (one.name < other.name ? -1 : 1));
  }

  /** Takes a world's id and a name; throws `practice-refused` when no snapshot can be taken under it. */
  requireRoom(id: string, name: string): void {
    if (!isSnapshotName(name)) throw new HandrailError('bad-message', { why: `\`${name}\` cannot name a snapshot: use up to 40 lower-case letters, digits and hyphens.` });
    const names = this.list(id).map((snapshot) => snapshot.name);
    if (names.includes(name)) throw refused(`There is a snapshot ${name} already. Delete it first, or choose another name.`);
    if (names.length >= mostSnapshots) throw refused(`A practice world can have ${mostSnapshots} snapshots. Delete one of yours first: ${names.join(', ')}.`);
  }

  /** Takes a world's id, which rests, and a name; keeps a copy. Throws like `requireRoom`, and when the copy fails. */
  async save(id: string, name: string): Promise<Snapshot> {
    this.requireRoom(id, name);
    const folder = this.#folderOf(id);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await this.#copied(join(this.#worlds, id), join(folder, `${unfinished}${randomUUID()}`), (copy) => { renameSync(copy, join(folder, name)); });
    return this.list(id).find((snapshot) => snapshot.name === name) ?? { name, at: Date.now() };
  }

  /** Takes a world's id, which is closed, and a name; puts the world back to it. Throws `unknown-snapshot`, and when the copy fails. */
  async restore(id: string, name: string): Promise<void> {
    const world = join(this.#worlds, id);
    const aside = join(this.#worlds, `${replaced}${id}`);
    await this.#copied(this.find(id, name), join(this.#worlds, `${unfinished}${randomUUID()}`), async (copy) => {
      await removeTree(aside);
      if (existsSync(world)) renameSync(world, aside);
      try {
        renameSync(copy, world);
      } catch (error) {
        if (existsSync(aside)) renameSync(aside, world);
        throw error;
      }
    });
    await removeTree(aside);
  }

  /** Takes a world's id and a name; forgets the snapshot. Throws `unknown-snapshot`. */
  async remove(id: string, name: string): Promise<void> {
    const gone = join(this.#folderOf(id), `${unfinished}${randomUUID()}`);
    renameSync(this.find(id, name), gone);
    await removeTree(gone);
  }

  /** Takes a world's id and a name; gives the snapshot's folder. Throws `unknown-snapshot`. */
  find(id: string, name: string): string {
    const names = this.list(id).map((snapshot) => snapshot.name);
    if (!names.includes(name)) throw new HandrailError('unknown-snapshot', { snapshot: name, known: names.length === 0 ? 'none' : names.join(', ') });
    return join(this.#folderOf(id), name);
  }

  async #copied(from: string, to: string, use: (copy: string) => void | Promise<void>): Promise<void> {
    try {
      await copyTree(from, to, this.#bounds);
      await use(to);
    } catch (error) {
      await removeTree(to);
      if (error instanceof TooLarge) throw refused(`This practice world is too large for a snapshot: at most ${this.#bounds.bytes / 1024 ** 2} MiB in ${this.#bounds.files} files. Delete what you do not need, or reset it.`);
      const { code = '' } = error as NodeJS.ErrnoException;
      if (['EACCES', 'EPERM', 'ENAMETOOLONG', 'ENOSPC', 'EDQUOT', 'ENOENT'].includes(code)) throw refused(`The practice world could not be copied (${code}); it is as it was. Is the disk full, or is there something in a volume that nobody can open, or whose name is no text?`);
      throw error;
    }
  }

  #folderOf(id: string): string {
    return join(this.#worlds, '.snapshots', id);
  }
}

function refused(why: string): HandrailError {
  return new HandrailError('practice-refused', { why });
}
