/**
 * What the world gives its containers besides what their manifests ask for: `/run/practice` with the world's time, and for
 * images that say so, the network of sockets and folders that the whole world shares; programs of an image in `/opt/practice`.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from '../images/image.ts';
import type { PreparedMount } from './mounts.ts';

export interface WorldFolders {
  /** folder with the file `clock`; null when the world has only the machine's time */
  time: string | null;
  /** folder of what all clusters of the world share */
  shared: string;
}

/** Takes an image, the world's folders, and the pod's place in the network; makes what is missing and gives the mounts. */
export function practiceMounts(image: Image, folders: WorldFolders, network: { self: string; pods: string }): PreparedMount[] {
  const mounts: PreparedMount[] = [];
  const bind = (path: string, source: string, readOnly: boolean): void => { mounts.push({ kind: 'bind', path, source, readOnly }); };
  if (folders.time !== null && existsSync(join(folders.time, 'clock'))) {
    bind('/run/practice/time', folders.time, true);
    mounts.push({ kind: 'link', path: '/run/practice/clock', target: 'time/clock' });
  }
  if (image.network === true) {
    bind('/run/practice/self', network.self, false);
    bind('/run/practice/pods', network.pods, true);
  }
  for (const share of image.shares ?? []) {
    const folder = join(folders.shared, share);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    bind(`/run/practice/${share}`, folder, false);
  }
  if (image.programs !== undefined) bind('/opt/practice', image.programs, true);
  return mounts;
}
