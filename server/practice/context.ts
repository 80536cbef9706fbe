/** One context of a world: a cluster, the kubelet that runs its pods, and the file its state is kept in. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import { type Cluster, createCluster } from './cluster/cluster.ts';
import { endpointsOf } from './cluster/endpoint.ts';
import type { SavedState } from './cluster/storage.ts';
import { operatorsOf } from './operators/operators.ts';
import type { WorldParts } from './parts.ts';
import { createKubelet } from './pods/kubelet.ts';
import type { WorldFolders } from './pods/practice-folder.ts';
import type { ContextSeed } from './seed/contexts.ts';
import { StateFile } from './state-file.ts';

export interface Context {
  readonly name: string;
  readonly cluster: Cluster;
  /** Takes a port of a Service; gives the path of a unix socket on which a ready pod serves it, good for some seconds, or null. */
  reach(namespace: string, service: string, port: number): string | null;
  /** Saves everything and ends the pods; what they have on disk stays. */
  close(): Promise<void>;
  /** Ends the pods at once and saves nothing. */
  discard(): Promise<void>;
}

/** What a state file holds; grows when an older one could not be read. */
const stateVersion = 1;
/** Seconds a pod has for ending when the practice process ends. Redis needs some milliseconds. */
const grace = 3;
/** How long a new cluster may take until its pods are there, in milliseconds; it needs a few. */
const firstPods = 1000;

export interface ContextOptions {
  seed: ContextSeed;
  /** folder of the cluster */
  folder: string;
  /** short folder for the sockets of its pods */
  sockets: string;
  /** what the whole world shares with its pods */
  world: WorldFolders;
  parts: WorldParts;
}

/** Takes the seed of a context and where it lives; gives the context as it was left, or new. */
export async function openContext({ seed, folder, sockets, world, parts }: ContextOptions): Promise<Context> {
  const { clock, ground, log } = parts;
  const path = join(folder, 'state.json');
  const load = readState(path, folder, log);
  if (load === undefined) for (const service of seed.services) service.plant?.(folder, clock.now(), seed.name);
  const kubelet = createKubelet({ folder, sockets, ground, world, now: () => clock.now() });
  const place = { context: seed.name, parts, reachPod: kubelet.reach };
  const cluster = createCluster({
    kubelet,
    clock,
    operators: (insides) => operatorsOf(seed.name).flatMap((operator) => operator(insides, place)),
    ...(load === undefined ? { seed: seed.services.flatMap((service) => service.manifests(seed.name)) } : { load }),
    onChange: () => state.changed(),
    onError: (error, where) => log.error({ err: error, context: seed.name, where }, 'the practice cluster failed'),
  });
  const state = new StateFile(path, () => JSON.stringify({ version: stateVersion, ...cluster.save() }), (error) => log.error({ err: error, path }, 'the state of a world cannot be written'));
  state.changed();
  if (load === undefined) await podsThere(cluster);
  return {
    name: seed.name,
    cluster,
    reach: (namespace, service, port) => {
      const sockets = endpointsOf(cluster.storage, namespace, service, port).map((endpoint) => kubelet.reach(namespace, endpoint.pod, endpoint.port));
      return sockets.find((socket) => socket !== null) ?? null;
    },
    async close() {
      // In this order: a cluster that saw its pods end would note it, and start them again.
      try {
        await state.close();
      } finally {
        cluster.close();
        await kubelet.close(grace);
      }
    },
    async discard() {
      state.abandon();
      cluster.close();
      await kubelet.close(0);
      await state.settled();
    },
  };
}

/** Gives the saved state; undefined for a new context. One that cannot be read is put aside, and the context begins anew. */
function readState(path: string, folder: string, log: Log): SavedState | undefined {
  if (!existsSync(path)) {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  try {
    const { version, resourceVersion, objects } = JSON.parse(readFileSync(path, 'utf8')) as SavedState & { version: number };
    if (version !== stateVersion || !Array.isArray(objects) || typeof resourceVersion !== 'number') throw new Error('it is of another version');
    return { resourceVersion, objects };
  } catch (error) {
    const aside = `${folder}.unreadable-${Date.now()}`;
    renameSync(folder, aside);
    log.error({ err: error, aside }, 'the state of a world cannot be read; it is put aside and the world begins anew');
    return undefined;
  }
}

/** Resolves when the controllers of a new cluster have made its first pods. */
async function podsThere(cluster: Cluster): Promise<void> {
  const until = Date.now() + firstPods;
  while (Date.now() < until && !cluster.save().objects.some((object) => object.kind === 'Pod')) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
