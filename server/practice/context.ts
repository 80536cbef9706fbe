/** One context of a world: a cluster, the kubelet that runs its pods, and the file its state is kept in. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import { type Cluster, createCluster } from './cluster/cluster.ts';
import type { SavedState } from './cluster/storage.ts';
import type { Ground } from './pods/ground.ts';
import { createKubelet } from './pods/kubelet.ts';
import type { ContextSeed } from './seed/contexts.ts';
import { claim, namespace, promptRedis } from './seed/prompt-redis.ts';
import { appendOnlyFile } from './seed/streams.ts';
import { StateFile } from './state-file.ts';

export interface Context {
  readonly name: string;
  readonly cluster: Pick<Cluster, 'handle' | 'upgrade'>;
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

/** Takes the seed of a context, its folder and what pods share; gives the context as it was left, or new. */
export async function openContext(seed: ContextSeed, folder: string, ground: Ground, log: Log): Promise<Context> {
  const path = join(folder, 'state.json');
  const load = readState(path, folder, log);
  if (load === undefined) plant(seed, folder);
  const kubelet = createKubelet(folder, ground);
  const cluster = createCluster({
    kubelet,
    ...(load === undefined ? { seed: promptRedis() } : { load }),
    onChange: () => state.changed(),
    onError: (error, where) => log.error({ err: error, context: seed.name, where }, 'the practice cluster failed'),
  });
  const state = new StateFile(path, () => JSON.stringify({ version: stateVersion, ...cluster.save() }), (error) => log.error({ err: error, path }, 'the state of a world cannot be written'));
  state.changed();
  if (load === undefined) await podsThere(cluster);
  return {
    name: seed.name,
    cluster,
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

/** Lays out what the first volume of Prompt Redis will hold. */
function plant(seed: ContextSeed, folder: string): void {
  const place = join(folder, 'seeds', namespace, claim);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  writeFileSync(join(place, 'appendonly.aof'), appendOnlyFile(seed.streams, Date.now()));
}

/** Resolves when the controllers of a new cluster have made its first pods. */
async function podsThere(cluster: Cluster): Promise<void> {
  const until = Date.now() + firstPods;
  while (Date.now() < until && !cluster.save().objects.some((object) => object.kind === 'Pod')) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
