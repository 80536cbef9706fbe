/**
 * Puts what a container mounts where bubblewrap can bind it: volumes, folders shared in the pod, and files from
 * ConfigMaps and Secrets.
 *
 * A pod can write symbolic links into its volumes, and bubblewrap follows links of this machine when it binds. So nothing
 * below a volume's root is ever bound: a `subPath` becomes a link inside the container, where it can lead nowhere else.
 */
import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { ContainerPlan, Mount } from '../cluster/kubelet.ts';
import type { Image } from '../images/image.ts';
import { insidePath } from './inside-path.ts';
import { practiceMounts, type WorldFolders } from './practice-folder.ts';
import type { Volumes } from './volumes.ts';

export type PreparedMount =
  | { kind: 'bind'; path: string; source: string; readOnly: boolean }
  | { kind: 'link'; path: string; target: string };

/** Where a pod keeps what goes with it. */
export interface Place {
  /** folder of the pod, its own */
  folder: string;
  namespace: string;
  volumes: Volumes;
  /** device files to put over those of /dev, by name */
  devices: Readonly<Record<string, string>>;
  /** the pod's own folder in the network of its cluster, made for it; and the folder of them all */
  network: { readonly self: string; readonly pods: string };
  world: WorldFolders;
}

/** What a container mounts, and the volumes it holds until it has ended. */
export interface Prepared {
  mounts: PreparedMount[];
  held: string[];
}

/** Takes a plan, its image and the pod's place; makes folders and files and gives the mounts. Throws, holding nothing, when one cannot be had. */
export function prepareMounts(plan: ContainerPlan, image: Image, place: Place): Prepared {
  const prepared: Prepared = { mounts: [], held: [] };
  const files = join(place.folder, 'files', plan.name);
  rmSync(files, { recursive: true, force: true });
  try {
    plan.mounts.forEach((mount, index) => prepared.mounts.push(...prepare(mount, index, files, place, prepared.held)));
    prepared.mounts.push(...practiceMounts(image, place.world, place.network));
    refuseNested(prepared.mounts);
  } catch (error) {
    for (const volume of prepared.held) place.volumes.release(volume);
    throw error;
  }
  return prepared;
}

/**
 * bubblewrap makes the place of a mount from outside and would follow a link that a pod left in a volume. So no mount
 * stands below another one.
 */
function refuseNested(mounts: readonly PreparedMount[]): void {
  for (const outer of mounts) {
    const inner = mounts.find((mount) => mount !== outer && `${mount.path}/`.startsWith(`${outer.path}/`));
    if (inner !== undefined) {
      throw new Error(`the mounts at ${outer.path} and ${inner.path} stand in one another; practice pods need them side by side`);
    }
  }
}

function prepare(mount: Mount, index: number, files: string, place: Place, held: string[]): PreparedMount[] {
  const path = insidePath(mount.path, 'mount at');
  if (path === '/') throw new Error('cannot mount at `/`: name a path below it');
  const subPath = mount.subPath === '' ? '' : relative(mount.subPath);
  const { source } = mount;
  if (source.kind === 'files') {
    const folder = join(files, String(index));
    writeFiles(folder, source.files);
    return [{ kind: 'bind', path, source: join(folder, subPath), readOnly: true }];
  }
  let folder: string;
  let shared = true;
  if (source.kind === 'scratch') {
    folder = join(place.folder, 'scratch', relative(source.name));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } else {
    folder = place.volumes.take(source.volume, place.namespace, source.claim);
    held.push(source.volume);
    shared = place.volumes.isShared(source.volume);
  }
  if (subPath === '') return [{ kind: 'bind', path, source: folder, readOnly: mount.readOnly }];
  if (!shared) makeBelow(folder, subPath);
  const whole = `/run/volumes/${index}`;
  return [
    { kind: 'bind', path: whole, source: folder, readOnly: mount.readOnly },
    { kind: 'link', path, target: join(whole, subPath) },
  ];
}

/** Takes a path from a manifest; gives it when it stays below where it starts. */
function relative(path: string): string {
  const clean = normalize(path);
  if (clean.startsWith('/') || clean === '..' || clean.startsWith('../') || clean.includes('\0')) {
    throw new Error(`the path \`${path}\` leads out of what is mounted`);
  }
  return clean;
}

function writeFiles(folder: string, files: Record<string, Uint8Array>): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of Object.entries(files)) {
    const file = join(folder, relative(name));
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, bytes, { mode: 0o644 });
  }
}

/** Makes the folders of a `subPath` that are not there, as far as no link is on the way. Only while nobody else can put one. */
function makeBelow(root: string, path: string): void {
  let folder = root;
  for (const part of path.split('/')) {
    folder = join(folder, part);
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found === undefined) mkdirSync(folder, { mode: 0o755 });
    else if (!found.isDirectory()) return;
  }
}
