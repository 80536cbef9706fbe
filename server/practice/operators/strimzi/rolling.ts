/** Which pod of a Kafka is restarted next, when some are to be: one at a time, and those that do not serve first. Pure. */
import { isReady, type Pod } from '../../cluster/pod.ts';
import { isMarked, rollMark } from './kinds.ts';
import { revisionMark } from './node-pod.ts';

export interface Node {
  /** name of its pod, and the revision its manifest has now */
  name: string;
  revision: string;
  /** null while there is none */
  pod: Pod | null;
}

/** Takes a pool's nodes; gives the pod to delete, `wait` when one is to be rolled and the others are not there yet, or null. */
export function nextToRoll(nodes: readonly Node[]): { pod: Pod; why: string } | 'wait' | null {
  const due = nodes.flatMap(({ pod, revision }) => {
    if (pod === null || pod.metadata.deletionTimestamp !== undefined) return [];
    const why = reason(pod, revision);
    return why === null ? [] : [{ pod, why }];
  });
  if (due.length === 0) return null;
  if (nodes.some(({ pod }) => pod === null || pod.metadata.deletionTimestamp !== undefined)) return 'wait';
  const broken = due.find(({ pod }) => !isReady(pod));
  if (broken !== undefined) return broken;
  return nodes.every(({ pod }) => pod !== null && isReady(pod)) ? due[0] ?? null : 'wait';
}

function reason(pod: Pod, revision: string): string | null {
  if (isMarked(pod, rollMark)) return 'manual rolling update annotation on a pod';
  return pod.metadata.annotations?.[revisionMark] === revision ? null : 'Pod has old revision';
}
