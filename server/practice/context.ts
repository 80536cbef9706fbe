/** One context of a world: a cluster, the kubelet that runs its pods, and the file its state is kept in. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import { type Cluster, createCluster } from './cluster/cluster.ts';
import { endpointsOf } from './cluster/endpoint.ts';
import type { Manifest } from './cluster/object.ts';
import { isReady, type Pod } from './cluster/pod.ts';
import { pods } from './cluster/resources.ts';
import type { SavedState } from './cluster/storage.ts';
import { operatorsOf } from './operators/operators.ts';
import type { WorldParts } from './parts.ts';
import { createKubelet } from './pods/kubelet.ts';
import type { WorldFolders } from './pods/practice-folder.ts';
import { asDeployed } from './seed/argocd.ts';
import type { ContextSeed } from './seed/contexts.ts';
import { traineeRights } from './seed/rights.ts';
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
const stateVersion = 2;
/** Seconds a pod has for ending when the practice process ends. Redis needs some milliseconds. */
const grace = 3;
/** How long a new cluster may take until its pods are there, in milliseconds; it needs a few. */
const firstPods = 1000;
/** How long pods of a cluster that is brought back may take to be ready, in milliseconds. */
const readyAgain = 3000;
/** Controllers work through what waits for them in one turn after another; after so many in which nothing changed they are done. */
const quietTurns = 5;

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
  const place = { context: seed.name, parts, reachPod: kubelet.reach, network: kubelet.network, folder };
  const cluster = createCluster({
    kubelet,
    clock,
    operators: (insides) => operatorsOf(seed.name).flatMap((operator) => operator(insides, place)),
    ...(load === undefined ? { seed: firstObjects(seed, clock.now()) } : { load }),
    onChange: () => state.changed(),
    onError: (error, where) => log.error({ err: error, context: seed.name, where }, 'the practice cluster failed'),
  });
  const state = new StateFile(path, () => JSON.stringify({ version: stateVersion, ...cluster.save() }), (error) => log.error({ err: error, path }, 'the state of a world cannot be written'));
  state.changed();
  if (load === undefined) await podsThere(cluster);
  else await podsBack(cluster);
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

/** What the services bring into a new cluster, and what trainees may do with it. */
function firstObjects({ name, services }: ContextSeed, now: number): Manifest[] {
  const made = asDeployed(name, services.flatMap((service) => service.manifests(name, now)));
  return [...made, ...traineeRights(name, made)];
}

/** Resolves when the controllers of a new cluster have made its first pods; whether those run already is another matter. */
async function podsThere({ storage }: Cluster): Promise<void> {
  const until = Date.now() + firstPods;
  let seen = storage.count(pods);
  for (let quiet = 0; quiet < quietTurns && Date.now() < until; quiet += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = storage.count(pods);
    if (now !== seen) quiet = 0;
    seen = now;
  }
}

/**
 * Resolves when the pods that were ready are ready again, or after some seconds: until then what is kept says so, and a
 * command in one would fail.
 */
async function podsBack({ storage }: Cluster): Promise<void> {
  const left = storage.list<Pod>(pods).filter((pod) => isReady(pod));
  // Stored objects are never changed in place: one that is still the same has not been told of since.
  const isBack = (before: Pod): boolean => {
    const now = storage.get<Pod>(pods, before.metadata.namespace ?? '', before.metadata.name);
    return now === undefined || (now !== before && isReady(now));
  };
  for (const until = Date.now() + readyAgain; Date.now() < until && !left.every(isBack);) await new Promise((resolve) => setTimeout(resolve, 10));
}
