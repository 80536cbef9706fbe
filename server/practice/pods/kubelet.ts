/**
 * Runs the pods of one cluster on this machine: each container a sandboxed process, volumes as folders. It knows nothing
 * of the API; see `cluster/kubelet.ts` for what it is asked and when.
 */
import { join } from 'node:path';
import type { ContainerStatus, Kubelet } from '../cluster/kubelet.ts';
import type { Pod as PodObject } from '../cluster/pod.ts';
import { findImage } from '../images/image.ts';
import { makeDevices } from './devices.ts';
import type { Ground } from './ground.ts';
import { Pod } from './running-pod.ts';
import { Volumes } from './volumes.ts';

export interface PodKubelet extends Kubelet {
  /** Ends all pods, keeping what they have on disk: the next kubelet on this folder goes on from there. */
  close(graceSeconds: number): Promise<void>;
}

/**
 * Takes the folder of one cluster and what pods share; gives a kubelet that keeps volumes in `volumes/`, what goes with a
 * pod in `pods/`, and takes first contents of volumes from `seeds/<namespace>/<claim>/`. Throws like `makeDevices`.
 */
export function createKubelet(folder: string, ground: Ground): PodKubelet {
  const volumes = new Volumes(join(folder, 'volumes'), join(folder, 'seeds'));
  const devices = makeDevices(join(folder, 'devices'));
  const pods = new Set<Pod>();
  return {
    run(object: PodObject, onStatus: (statuses: ContainerStatus[]) => void) {
      const { name, uid, namespace = 'default' } = object.metadata;
      const place = { folder: join(folder, 'pods', uid.replace(/[^\w-]/g, '_')), namespace, volumes, devices };
      const pod: Pod = new Pod((object.spec.hostname ?? name).slice(0, 63), ground, place, onStatus, () => pods.delete(pod));
      pods.add(pod);
      return pod;
    },
    knowsImage: (image) => findImage(ground.images, image) !== undefined,
    forgetVolume: (volume) => volumes.forget(volume),
    async close(graceSeconds) {
      await Promise.all([...pods].map((pod) => pod.end(graceSeconds)));
    },
  };
}
