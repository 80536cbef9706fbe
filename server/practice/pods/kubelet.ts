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
import { Network } from './network.ts';
import type { WorldFolders } from './practice-folder.ts';
import { Pod } from './running-pod.ts';
import { Volumes } from './volumes.ts';

export interface PodKubelet extends Kubelet {
  /** Ends all pods, keeping what they have on disk: the next kubelet on this folder goes on from there. */
  close(graceSeconds: number): Promise<void>;
  /** Takes a pod and a port; gives the path of a unix socket that leads there, good for some seconds, or null when it serves none. */
  reach(namespace: string, pod: string, port: number): string | null;
  /** folder that pods of the network see as `/run/practice/pods` */
  readonly network: string;
}

export interface KubeletOptions {
  /** folder of the cluster: volumes in `volumes/`, what goes with a pod in `pods/`, first contents of volumes in `seeds/<namespace>/<claim>/` */
  folder: string;
  /** short folder for the sockets by which pods reach each other; made anew */
  sockets: string;
  ground: Ground;
  world: WorldFolders;
  /** the world's time, unix milliseconds */
  now(): number;
}

/** Takes where things are kept, what pods share and the world's time; gives a kubelet. Throws like `makeDevices`. */
export function createKubelet({ folder, sockets, ground, world, now }: KubeletOptions): PodKubelet {
  const network = new Network(sockets);
  const volumes = new Volumes(join(folder, 'volumes'), join(folder, 'seeds'));
  const devices = makeDevices(join(folder, 'devices'));
  const pods = new Set<Pod>();
  return {
    run(object: PodObject, onStatus: (statuses: ContainerStatus[]) => void) {
      const { name, uid, namespace = 'default' } = object.metadata;
      const place = {
        folder: join(folder, 'pods', uid.replace(/[^\w-]/g, '_')), namespace, volumes, devices, world,
        network: { self: network.join(namespace, name), pods: network.pods },
      };
      const pod: Pod = new Pod((object.spec.hostname ?? name).slice(0, 63), ground, place, now, { report: onStatus, onStopped: async () => {
        pods.delete(pod);
        await network.leave(namespace, name);
      } });
      pods.add(pod);
      return pod;
    },
    knowsImage: (image) => findImage(ground.images, image) !== undefined,
    reach: (namespace, pod, port) => network.reach(namespace, pod, port),
    network: network.pods,
    forgetVolume: (volume) => volumes.forget(volume),
    async close(graceSeconds) {
      await Promise.all([...pods].map((pod) => pod.end(graceSeconds)));
    },
  };
}
