/**
 * How pods of one cluster reach each other: not by IP, but by unix sockets. A pod serves port 6379 by making the socket
 * `6379.sock` in a folder of its own, and sees the folders of all pods, read-only.
 *
 * A pod may put anything into its folder, a link to another socket of this machine for one. From outside a port is
 * therefore taken hold of by a hard link: `link(2)` follows no symbolic link, and what it has made cannot be exchanged.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../../sandbox/remove-tree.ts';

export class Network {
  /** what every pod sees */
  readonly pods: string;
  readonly #held: string;
  #count = 0;

  /** Takes a folder for sockets, which must be short (`man 7 unix`: 107 bytes in all) and ours alone. Begins empty. */
  constructor(folder: string) {
    clearAway(folder);
    this.pods = join(folder, 'p');
    this.#held = join(folder, 'h');
    for (const path of [this.pods, this.#held]) mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  /** Takes a pod; makes its folder and gives it. An earlier pod of the name must have left. */
  join(namespace: string, pod: string): string {
    const folder = this.#folderOf(namespace, pod);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** Takes a pod; removes its folder. */
  async leave(namespace: string, pod: string): Promise<void> {
    await removeTree(this.#folderOf(namespace, pod));
  }

  /** Takes a pod and a port; gives the path of a socket that leads there and that the pod cannot exchange, or null when it serves none. */
  reach(namespace: string, pod: string, port: number): string | null {
    const name = `${port}.sock`;
    this.#count += 1;
    const held = join(this.#held, String(this.#count));
    try {
      linkSync(join(this.#folderOf(namespace, pod), name), held);
    } catch {
      return null;
    }
    // Connecting takes milliseconds; after that the name is in nobody's use.
    setTimeout(() => rmSync(held, { force: true }), heldFor).unref();
    return lstatSync(held).isSocket() ? held : null;
  }

  #folderOf(namespace: string, pod: string): string {
    return join(this.pods, checked(namespace), checked(pod));
  }
}

/** Pods that ended with their cluster left their folders, with any number of files: removing them must not hold up all worlds. */
function clearAway(folder: string): void {
  const gone = `${folder}.gone-${randomUUID().slice(0, 8)}`;
  try {
    renameSync(folder, gone);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  void removeTree(gone).catch(() => undefined);
}

/** How long a socket's path stays good, in milliseconds. */
const heldFor = 10_000;

/** The names are of objects the API has accepted; a slash in one would lead elsewhere. */
function checked(name: string): string {
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) throw new Error(`\`${name}\` is no name for a namespace or a pod`);
  return name;
}
