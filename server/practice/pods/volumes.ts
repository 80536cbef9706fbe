/**
 * The folders of persistent volumes. One is made when a pod first mounts it, outlives the pod, and goes when the cluster
 * forgets it. What stands in `seeds/<namespace>/<claim>` becomes the content of the first volume that claim is bound to,
 * once: a claim deleted and made again gets an empty one, as in a real cluster.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../../sandbox/remove-tree.ts';

const namePattern = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

export class Volumes {
  readonly #folder: string;
  readonly #seeds: string;
  readonly #users = new Map<string, number>();
  readonly #forgotten = new Map<string, () => void>();

  /** Takes the folder volumes live in and the one with seeds; neither need exist yet. */
  constructor(folder: string, seeds: string) {
    this.#folder = folder;
    this.#seeds = seeds;
  }

  /** Gives the folder of a volume and counts its user, who must `release` it. Throws when the name is none. */
  take(volume: string, namespace: string, claim: string): string {
    const folder = this.#path(volume);
    if (!existsSync(folder)) {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const seed = join(this.#seeds, checked(namespace), checked(claim));
      if (existsSync(seed)) renameSync(seed, folder);
      else mkdirSync(folder, { mode: 0o700 });
    }
    this.#users.set(volume, (this.#users.get(volume) ?? 0) + 1);
    return folder;
  }

  /** Tells whether somebody else than one user has a volume. */
  isShared(volume: string): boolean {
    return (this.#users.get(volume) ?? 0) > 1;
  }

  /** Its user has ended. */
  release(volume: string): void {
    const left = (this.#users.get(volume) ?? 1) - 1;
    if (left > 0) {
      this.#users.set(volume, left);
      return;
    }
    this.#users.delete(volume);
    this.#forgotten.get(volume)?.();
    this.#forgotten.delete(volume);
  }

  /** Removes a volume and what is in it, once nobody uses it any more: files are not pulled away under a process. */
  async forget(volume: string): Promise<void> {
    const folder = this.#path(volume);
    if (this.#users.has(volume)) await new Promise<void>((resolve) => this.#forgotten.set(volume, resolve));
    await removeTree(folder);
  }

  #path(volume: string): string {
    return join(this.#folder, checked(volume));
  }
}

function checked(name: string): string {
  if (!namePattern.test(name)) throw new Error(`\`${name}\` is no name for a volume, a claim or a namespace`);
  return name;
}
