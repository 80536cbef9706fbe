/**
 * Runs the pods of one cluster on this machine: each container a sandboxed process, volumes as folders. It knows nothing
 * of the API; see `cluster/kubelet.ts` for what it is asked and when.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HandrailError } from '../../../common/errors.ts';
import { filterForThisMachine } from '../../sandbox/seccomp.ts';
import type { ContainerStatus, Kubelet } from '../cluster/kubelet.ts';
import type { Pod as PodObject } from '../cluster/pod.ts';
import { findImage, type Image } from '../images/image.ts';
import { type Ground, Pod } from './running-pod.ts';
import { Volumes } from './volumes.ts';

export interface PodKubelet extends Kubelet {
  /** Ends all pods, keeping what they have on disk: the next kubelet on this folder goes on from there. */
  close(graceSeconds: number): Promise<void>;
}

/**
 * Takes the folder of one cluster and the images there are; gives a kubelet that keeps volumes in `volumes/`, what goes
 * with a pod in `pods/`, and takes first contents of volumes from `seeds/`.
 * Throws `running-off` on a machine there is no seccomp filter for.
 */
export function createKubelet(folder: string, images: readonly Image[]): PodKubelet {
  const filter = filterForThisMachine(process.arch, true);
  if (filter === null) throw new HandrailError('running-off', { why: `there is no system call filter for ${process.arch} processors` });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ground: Ground = { images, filter, filterFile: join(folder, 'seccomp') };
  writeFileSync(ground.filterFile, filter);
  const volumes = new Volumes(join(folder, 'volumes'), join(folder, 'seeds'));
  const pods = new Set<Pod>();
  return {
    run(object: PodObject, onStatus: (statuses: ContainerStatus[]) => void) {
      const { name, uid, namespace = 'default' } = object.metadata;
      if (!/^[\w-]+$/.test(uid)) throw new Error(`\`${uid}\` is no uid of a pod`);
      const hostname = (object.spec.hostname ?? name).slice(0, 63);
      const pod = new Pod(hostname, ground, { folder: join(folder, 'pods', uid), namespace, volumes }, onStatus);
      pods.add(pod);
      return Object.assign(pod, {});
    },
    knowsImage: (image) => findImage(images, image) !== undefined,
    forgetVolume: (volume) => volumes.forget(volume),
    async close(graceSeconds) {
      await Promise.all([...pods].map((pod) => pod.end(graceSeconds)));
    },
  };
}
