/** ReplicaSets: so many pods of one template, no more and no fewer. */
import { ownerReference } from '../object.ts';
import { type Pod, availableIn, isFinished, isReady } from '../pod.ts';
import { pods, replicaSets } from '../resources.ts';
import type { Change } from '../storage.ts';
import type { ReplicaSet } from '../workload.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';
import { createMany } from './creation.ts';
import { ownedPods, selfOrOwner } from './ownership.ts';

const component = 'replicaset-controller';

export class ReplicaSetController implements Controller {
  readonly name = 'replicaset';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys(change: Change): string[] {
    return change.resource === replicaSets || change.resource === pods ? selfOrOwner(change, 'ReplicaSet') : [];
  }

  reconcile(key: string): number | undefined {
    const [namespace, name] = splitKey(key);
    const { storage } = this.#context;
    const set = storage.get<ReplicaSet>(replicaSets, namespace, name);
    if (!set) return undefined;
    let again: number | undefined;
    const active = ownedPods(storage, set, set.spec.selector).filter((pod) => !isFinished(pod) && pod.metadata.deletionTimestamp === undefined);
    if (set.metadata.deletionTimestamp === undefined) {
      again = createMany(set.spec.replicas - active.length, () => { this.#create(set); }, (message) => {
        this.#context.recorder.record(set, { type: 'Warning', reason: 'FailedCreate', component, message });
      });
      const surplus = active.sort(dispensableFirst).slice(0, Math.max(0, active.length - set.spec.replicas));
      for (const pod of surplus) this.#delete(set, pod);
    }
    const ripe = this.#writeStatus(set);
    return again === undefined ? ripe : Math.min(again, ripe ?? again);
  }

  #create(set: ReplicaSet): void {
    const { objects, recorder } = this.#context;
    const { metadata = {}, spec } = set.spec.template;
    const pod = objects.create(pods, set.metadata.namespace ?? '', {
      metadata: { ...metadata, generateName: `${set.metadata.name}-`, ownerReferences: [ownerReference(set)] }, spec,
    });
    recorder.record(set, { type: 'Normal', reason: 'SuccessfulCreate', component, message: `Created pod: ${pod.metadata.name}` });
  }

  #delete(set: ReplicaSet, pod: Pod): void {
    this.#context.objects.delete(pods, pod.metadata.namespace ?? '', pod.metadata.name);
    this.#context.recorder.record(set, { type: 'Normal', reason: 'SuccessfulDelete', component, message: `Deleted pod: ${pod.metadata.name}` });
  }

  /** Gives when a ready pod will count as available, if one does not yet. */
  #writeStatus(given: ReplicaSet): number | undefined {
    const { storage, clock } = this.#context;
    const set = storage.get<ReplicaSet>(replicaSets, given.metadata.namespace ?? '', given.metadata.name);
    if (!set) return undefined;
    const active = ownedPods(storage, set, set.spec.selector).filter((pod) => !isFinished(pod) && pod.metadata.deletionTimestamp === undefined);
    const ready = active.filter(isReady).length;
    const waits = active.map((pod) => availableIn(pod, set.spec.minReadySeconds ?? 0, clock.now())).filter((wait) => wait !== null);
    const available = waits.filter((wait) => wait === 0).length;
    storage.update(replicaSets, {
      ...set,
      metadata: { ...set.metadata },
      status: {
        replicas: active.length,
        ...(active.length > 0 ? { fullyLabeledReplicas: active.length } : {}),
        ...(ready > 0 ? { readyReplicas: ready } : {}),
        ...(available > 0 ? { availableReplicas: available } : {}),
        observedGeneration: set.metadata.generation ?? 1,
      },
    });
    return available < waits.length ? Math.min(...waits.filter((wait) => wait > 0)) : undefined;
  }
}

/** Pods that are not ready go first, then the youngest. */
function dispensableFirst(a: Pod, b: Pod): number {
  if (isReady(a) !== isReady(b)) return isReady(a) ? 1 : -1;
  return b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp);
}
