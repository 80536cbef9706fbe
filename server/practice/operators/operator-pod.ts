/** The pod of an operator: its controllers work in this process, but only while that pod is there and ready. */
import { type Pod, isReady } from '../cluster/pod.ts';
import { pods } from '../cluster/resources.ts';
import type { Change, Storage } from '../cluster/storage.ts';

export interface OperatorLabels {
  namespace: string;
  /** label that its pods carry */
  label: string;
  value: string;
}

/** Takes the cluster's objects and how the pods are marked; gives the one that leads: the oldest ready one, or null. */
export function leadingPod(storage: Storage, { namespace, label, value }: OperatorLabels): Pod | null {
  const ready = storage.list<Pod>(pods, namespace)
    .filter((pod) => pod.metadata.labels?.[label] === value && pod.metadata.deletionTimestamp === undefined && isReady(pod));
  return ready.sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1))[0] ?? null;
}

/** Tells whether a change is about a pod of the operator. */
export function concernsOperator({ resource, object }: Change, { namespace, label, value }: OperatorLabels): boolean {
  return resource === pods && object.metadata.namespace === namespace && object.metadata.labels?.[label] === value;
}

/** Takes a pod; gives the tag of its first container's image, or null. */
export function imageTag(pod: Pod): string | null {
  return /:([\w][\w.-]*)$/.exec(pod.spec.containers[0]?.image ?? '')?.[1] ?? null;
}
