/** StrimziPodSets: a fixed list of pods, each made again when it is gone. Who rolls them is the cluster operator. */
import { type Controller, type ControllerContext, splitKey } from '../../cluster/controllers/controller.ts';
import { controllerOf, isRecord, type JsonObject, ownerReference } from '../../cluster/object.ts';
import { isFinished, isReady, type Pod } from '../../cluster/pod.ts';
import { pods } from '../../cluster/resources.ts';
import { ApiError } from '../../cluster/status.ts';
import type { Change } from '../../cluster/storage.ts';
import { concernsOperator } from '../operator-pod.ts';
import { isMarked, type Kinds, pauseMark, type StrimziObject } from './kinds.ts';
import { revisionMark } from './node-pod.ts';
import { operator, type StrimziOperator } from './operator-log.ts';

/** Pods one set may have here. */
const mostPods = 12;
/**
 * Real milliseconds from a pod's end to the next one of its name. kubectl waits for a deletion by asking for the pod and then
 * listing it: were there a new one in between, `kubectl delete pods --all` would wait for ever.
 */
const pause = 500;

export class PodSetController implements Controller {
  readonly name = 'strimzipodset';
  readonly #context: ControllerContext;
  readonly #kinds: Kinds;
  readonly #operator: StrimziOperator;
  /** when pods of sets went, by namespace and name */
  readonly #gone = new Map<string, number>();

  /** Takes the cluster's insides, Strimzi's kinds and its operator. */
  constructor(context: ControllerContext, kinds: Kinds, strimzi: StrimziOperator) {
    this.#context = context;
    this.#kinds = kinds;
    this.#operator = strimzi;
  }

  keys(change: Change): string[] {
    const { resource, object, previous } = change;
    const namespace = object.metadata.namespace ?? '';
    if (resource === this.#kinds.podSets) return [`${namespace}/${object.metadata.name}`];
    if (concernsOperator(change, operator)) return this.#context.storage.list(this.#kinds.podSets).map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
    if (resource !== pods) return [];
    if (change.type === 'DELETED' && controllerOf(object)?.kind === 'StrimziPodSet') this.#gone.set(`${namespace}/${object.metadata.name}`, performance.now());
    return [controllerOf(object), previous && controllerOf(previous)].flatMap((owner) => (owner?.kind === 'StrimziPodSet' ? [`${namespace}/${owner.name}`] : []));
  }

  reconcile(key: string): number | undefined {
    const [namespace, name] = splitKey(key);
    const { storage, objects } = this.#context;
    const set = storage.get<StrimziObject>(this.#kinds.podSets, namespace, name);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined || this.#operator.leader === null || isMarked(set, pauseMark)) return undefined;
    const wanted = podsOf(set);
    const owned = storage.list<Pod>(pods, namespace).filter((pod) => controllerOf(pod)?.uid === set.metadata.uid);
    for (const pod of owned) {
      const gone = !wanted.has(pod.metadata.name) || isFinished(pod);
      if (gone && pod.metadata.deletionTimestamp === undefined) objects.delete(pods, namespace, pod.metadata.name);
    }
    const waits = [...wanted].filter(([pod]) => storage.get(pods, namespace, pod) === undefined).map(([pod, manifest]) => this.#replace(set, pod, manifest));
    this.#writeStatus(set, wanted);
    const wait = Math.max(0, ...waits);
    return wait > 0 ? wait : undefined;
  }

  /** Makes a pod that is missing; when one of its name went just now, gives after how many milliseconds it may. */
  #replace(set: StrimziObject, name: string, manifest: JsonObject): number {
    const place = `${set.metadata.namespace ?? ''}/${name}`;
    const left = pause - (performance.now() - (this.#gone.get(place) ?? -pause));
    if (left > 0) return left;
    this.#gone.delete(place);
    this.#create(set, name, manifest);
    return 0;
  }

  #create(set: StrimziObject, name: string, manifest: JsonObject): void {
    const metadata = isRecord(manifest['metadata']) ? manifest['metadata'] : {};
    try {
      this.#context.objects.create(pods, set.metadata.namespace ?? '', { ...manifest, metadata: { ...metadata, name, ownerReferences: [ownerReference(set)] } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#operator.say('ERROR', `StrimziPodSet(${set.metadata.namespace ?? ''}/${set.metadata.name})`, `Failed to create pod ${name}: ${error.message}`);
    }
  }

  #writeStatus(set: StrimziObject, wanted: ReadonlyMap<string, JsonObject>): void {
    const { storage } = this.#context;
    const { namespace = '', name, generation } = set.metadata;
    const owned = storage.list<Pod>(pods, namespace).filter((pod) => controllerOf(pod)?.uid === set.metadata.uid && wanted.has(pod.metadata.name));
    const isCurrent = (pod: Pod): boolean => {
      const manifest = wanted.get(pod.metadata.name)?.['metadata'];
      const annotations = isRecord(manifest) && isRecord(manifest['annotations']) ? manifest['annotations'] : {};
      return annotations[revisionMark] === pod.metadata.annotations?.[revisionMark];
    };
    const now = storage.get<StrimziObject>(this.#kinds.podSets, namespace, name) ?? set;
    const status = { observedGeneration: generation ?? 1, pods: wanted.size, readyPods: owned.filter(isReady).length, currentPods: owned.filter(isCurrent).length };
    storage.update(this.#kinds.podSets, { ...now, metadata: { ...now.metadata }, status });
  }
}

/** Takes a StrimziPodSet; gives the manifests of its pods by name. Pure. */
export function podsOf({ spec }: StrimziObject): Map<string, JsonObject> {
  const given = isRecord(spec) && Array.isArray(spec['pods']) ? spec['pods'] as unknown[] : [];
  return new Map(given.slice(0, mostPods).flatMap((pod) => {
    if (!isRecord(pod) || !isRecord(pod['metadata']) || typeof pod['metadata']['name'] !== 'string') return [];
    return [[pod['metadata']['name'], pod] as const];
  }));
}
