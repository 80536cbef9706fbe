/**
 * One practice cluster: a Kubernetes API over what a Kubelet really runs. It keeps its objects in memory and gives them
 * out as JSON; whoever makes it decides where they are kept.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { bornWith } from './birth.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Controller, type ControllerContext, ControllerLoop } from './controllers/controller.ts';
import { CronJobController } from './controllers/cronjob.ts';
import { DeploymentController } from './controllers/deployment.ts';
import { EndpointsController } from './controllers/endpoints.ts';
import { GarbageController } from './controllers/garbage.ts';
import { JobController } from './controllers/job.ts';
import { NamespaceController } from './controllers/namespace.ts';
import { PodController } from './controllers/pod.ts';
import { ReplicaSetController } from './controllers/replicaset.ts';
import { StatefulSetController } from './controllers/statefulset.ts';
import { VolumeController } from './controllers/volume.ts';
import { type Ids, randomIds } from './ids.ts';
import type { Kubelet } from './kubelet.ts';
import type { Manifest } from './object.ts';
import { Objects } from './objects.ts';
import { AggregationController } from './rbac/aggregation.ts';
import { Recorder } from './recorder.ts';
import { registry, serviceAccounts } from './resources.ts';
import { Router } from './router.ts';
import { type SavedState, Storage } from './storage.ts';

export interface ClusterOptions {
  kubelet: Kubelet;
  /** the world's time; the machine's own when left out */
  clock?: Clock;
  ids?: Ids;
  /** what `save` gave; without it the cluster is new */
  load?: SavedState;
  /**
   * Objects a new cluster begins with, beyond its own namespaces and node; namespaces first. A `metadata.uid` is kept,
   * so that the volume of a claim can be known beforehand (`pvc-<uid>`). Left out of account when there is `load`.
   */
  seed?: readonly Manifest[];
  /** controllers of further kinds, as operators bring them to a real cluster */
  operators?: (context: ControllerContext) => readonly Controller[];
  /** name of the one node */
  node?: string;
  /** called after every change of any object: time to save, soon */
  onChange?: () => void;
  /** failures that no request waits for, and our own faults in requests */
  onError?: (error: unknown, where: string) => void;
}

export interface Cluster {
  /** Answers a request whose path begins at the API's root (`/api`, `/apis`, `/version`). */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Answers a request to upgrade: exec. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** its objects, for readers in this process */
  readonly storage: Storage;
  /** creates, changes and deletes them by the rules of the API */
  readonly objects: Objects;
  /** Creates objects from manifests, in order. Throws an ApiError for the first that cannot be. */
  apply(manifests: readonly Manifest[]): void;
  /** Gives everything as plain JSON. */
  save(): SavedState;
  /** Ends controllers and watches. What runs goes on: whoever made the kubelet ends it, with the grace it deserves. */
  close(): void;
}

/** Takes a kubelet and options; gives a cluster whose controllers already work. Throws an ApiError for a bad seed. */
export function createCluster(options: ClusterOptions): Cluster {
  const { kubelet, clock = systemClock, ids = randomIds, onChange, onError = () => undefined } = options;
  const storage = new Storage();
  const objects = new Objects(storage, clock, ids);
  if (options.load) {
    storage.load(options.load, registry);
    objects.resume();
  }
  const recorder = new Recorder(storage, objects, clock);
  const apply = (manifests: readonly Manifest[]) => { applyManifests(storage, objects, manifests); };
  if (!options.load) apply([...bornWith(options.node ?? 'practice', clock.now()), ...options.seed ?? []]);

  const context: ControllerContext = {
    storage, objects, recorder, clock, ids, kubelet, onError, running: (uid) => podController.running(uid),
  };
  const podController: PodController = new PodController(context);
  const loop = new ControllerLoop([
    new NamespaceController(context), new VolumeController(context), new CronJobController(context), new JobController(context),
    new DeploymentController(context), new ReplicaSetController(context), new StatefulSetController(context), podController,
    new EndpointsController(context),
    new GarbageController(context), new AggregationController(context), ...options.operators?.(context) ?? [],
  ], context);
  const router = new Router({ storage, objects, registry, clock, running: context.running, onError });
  const unsubscribe = storage.onChange(() => onChange?.());

  return {
    handle: (request, response) => { void router.handle(request, response); },
    upgrade: (request, socket, head) => { void router.upgrade(request, socket, head); },
    storage,
    objects,
    apply,
    save: () => storage.save(),
    close() {
      unsubscribe();
      router.close();
      loop.close();
      recorder.close();
      objects.close();
      storage.close();
    },
  };
}

function applyManifests(storage: Storage, objects: Objects, manifests: readonly Manifest[]): void {
  for (const manifest of manifests) {
    const resource = registry.byKind(manifest.apiVersion, manifest.kind);
    if (!resource) throw new Error(`the seed has a ${manifest.apiVersion} ${manifest.kind}, and the practice cluster has no such kind`);
    const namespace = resource.namespaced ? manifest.metadata.namespace ?? 'default' : '';
    // pods of the seed need their namespace's account before its controller had a turn
    if (resource.kind === 'Namespace' && !storage.get(serviceAccounts, manifest.metadata.name, 'default')) {
      objects.create(resource, '', manifest, { keepUid: true });
      objects.create(serviceAccounts, manifest.metadata.name, { metadata: { name: 'default' } });
    } else objects.create(resource, namespace, manifest, { keepUid: true });
  }
}
