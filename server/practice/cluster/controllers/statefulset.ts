/**
 * StatefulSets: pods in order, each with claims of its own that outlive it; updates from the highest ordinal down
 * (k8s.io/kubernetes/pkg/controller/statefulset/stateful_set_control.go).
 */
import { type Pod, availableIn, isFinished, isReady } from '../pod.ts';
import { claims, controllerRevisions, pods, statefulSets } from '../resources.ts';
import type { Change } from '../storage.ts';
import type { StatefulSet } from '../workload.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';
import { ownedPods, selfOrOwner } from './ownership.ts';
import { type Revisions, revisionsOf, trimRevisions } from './revision.ts';
import { claimManifest, claimName, ordinalOf, podManifest, revisionOf } from './statefulset-pod.ts';

const component = 'statefulset-controller';

export class StatefulSetController implements Controller {
  readonly name = 'statefulset';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys(change: Change): string[] {
    const { resource } = change;
    return resource === statefulSets || resource === pods || resource === controllerRevisions ? selfOrOwner(change, 'StatefulSet') : [];
  }

  reconcile(key: string): number | undefined {
    const [namespace, name] = splitKey(key);
    const { storage, clock } = this.#context;
    const set = storage.get<StatefulSet>(statefulSets, namespace, name);
    if (!set || set.metadata.deletionTimestamp !== undefined) return undefined;
    const revisions = revisionsOf(this.#context, set);
    if (this.#scale(set, revisions)) this.#update(set, revisions);
    const left = ownedPods(storage, set, set.spec.selector);
    this.#writeStatus(set, revisions, left);
    trimRevisions(this.#context, set, revisions, new Set(left.map(revisionOf)));
    const waits = left.map((pod) => availableIn(pod, set.spec.minReadySeconds ?? 0, clock.now())).filter((wait) => wait !== null && wait > 0) as number[];
    return waits.length > 0 ? Math.min(...waits) : undefined;
  }

  #isAvailable(set: StatefulSet, pod: Pod): boolean {
    return isHealthy(pod) && availableIn(pod, set.spec.minReadySeconds ?? 0, this.#context.clock.now()) === 0;
  }

  /** Makes and removes pods, one step at a time when they go in order; gives whether all are there and settled. */
  #scale(set: StatefulSet, revisions: Revisions): boolean {
    const { storage } = this.#context;
    const inOrder = set.spec.podManagementPolicy === 'OrderedReady';
    const start = set.spec.ordinals?.start ?? 0;
    const owned = new Map(ownedPods(storage, set, set.spec.selector).map((pod) => [ordinalOf(set, pod), pod]));
    const wanted = Array.from({ length: set.spec.replicas }, (_, at) => start + at);
    for (const ordinal of wanted) {
      const pod = owned.get(ordinal);
      if (!pod) this.#create(set, ordinal, revisions);
      else if (isFinished(pod) && pod.metadata.deletionTimestamp === undefined) this.#recreate(set, pod);
      if (inOrder && (!pod || !this.#isAvailable(set, pod))) return false;
    }
    const surplus = [...owned.keys()].filter((ordinal) => !wanted.includes(ordinal)).sort((a, b) => b - a);
    for (const ordinal of surplus) {
      const pod = owned.get(ordinal);
      if (pod && pod.metadata.deletionTimestamp === undefined) this.#delete(set, pod);
      if (inOrder) return false;
    }
    return true;
  }

  #create(set: StatefulSet, ordinal: number, revisions: Revisions): void {
    const { storage, objects, recorder } = this.#context;
    const namespace = set.metadata.namespace ?? '';
    const pod = `${set.metadata.name}-${ordinal}`;
    // somebody else's pod of that name: wait until it is gone
    if (storage.get(pods, namespace, pod)) return;
    for (const template of set.spec.volumeClaimTemplates ?? []) {
      const claim = claimName(template.metadata.name, set, ordinal);
      if (storage.get(claims, namespace, claim)) continue;
      objects.create(claims, namespace, claimManifest(set, template, ordinal));
      recorder.record(set, {
        type: 'Normal', reason: 'SuccessfulCreate', component, message: `create Claim ${claim} Pod ${pod} in StatefulSet ${set.metadata.name} success`,
      });
    }
    const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
    const held = ordinal < (set.spec.ordinals?.start ?? 0) + partition;
    objects.create(pods, namespace, podManifest(set, ordinal, held ? revisions.current : revisions.update));
    recorder.record(set, {
      type: 'Normal', reason: 'SuccessfulCreate', component, message: `create Pod ${pod} in StatefulSet ${set.metadata.name} successful`,
    });
  }

  #recreate(set: StatefulSet, pod: Pod): void {
    this.#context.recorder.record(set, {
      type: 'Warning', reason: 'RecreatingFailedPod', component,
      message: `StatefulSet ${set.metadata.namespace ?? ''}/${set.metadata.name} is recreating failed Pod ${pod.metadata.name}`,
    });
    this.#delete(set, pod);
  }

  #delete(set: StatefulSet, pod: Pod): void {
    this.#context.objects.delete(pods, pod.metadata.namespace ?? '', pod.metadata.name);
    this.#context.recorder.record(set, {
      type: 'Normal', reason: 'SuccessfulDelete', component, message: `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`,
    });
  }

  /** Replaces pods of another revision, from the highest ordinal down, each when those above it are healthy. */
  #update(set: StatefulSet, revisions: Revisions): void {
    if (set.spec.updateStrategy.type === 'OnDelete') return;
    const least = (set.spec.ordinals?.start ?? 0) + (set.spec.updateStrategy.rollingUpdate?.partition ?? 0);
    const descending = ownedPods(this.#context.storage, set, set.spec.selector).sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
    for (const pod of descending.filter((one) => ordinalOf(set, one) >= least)) {
      if (revisionOf(pod) !== revisions.update.metadata.name && pod.metadata.deletionTimestamp === undefined) return this.#delete(set, pod);
      if (!this.#isAvailable(set, pod)) return;
    }
  }

  #writeStatus(given: StatefulSet, revisions: Revisions, owned: Pod[]): void {
    const { storage } = this.#context;
    const set = storage.get<StatefulSet>(statefulSets, given.metadata.namespace ?? '', given.metadata.name);
    if (!set) return;
    const ready = owned.filter((pod) => isHealthy(pod)).length;
    const current = revisions.current.metadata.name;
    const update = revisions.update.metadata.name;
    const alive = owned.filter((pod) => pod.metadata.deletionTimestamp === undefined);
    const updated = alive.filter((pod) => revisionOf(pod) === update).length;
    const done = updated === owned.length && ready === owned.length && owned.length === set.spec.replicas;
    storage.update(statefulSets, {
      ...set,
      metadata: { ...set.metadata },
      status: {
        observedGeneration: given.metadata.generation ?? 1,
        replicas: owned.length,
        ...(ready > 0 ? { readyReplicas: ready } : {}),
        availableReplicas: owned.filter((pod) => this.#isAvailable(set, pod)).length,
        ...(updated > 0 ? { updatedReplicas: updated } : {}),
        ...currentReplicas(done ? updated : alive.filter((pod) => revisionOf(pod) === current).length),
        currentRevision: done ? update : current,
        updateRevision: update,
        collisionCount: 0,
      },
    });
  }
}

function currentReplicas(count: number): { currentReplicas?: number } {
  return count > 0 ? { currentReplicas: count } : {};
}

function isHealthy(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && isReady(pod);
}
