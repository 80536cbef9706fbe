/** How an object goes: at once, or first marked, when somebody has to finish something before. */
import { formatTime } from './clock.ts';
import type { KubeObject } from './object.ts';
import { type Pod, isFinished } from './pod.ts';
import type { Namespace } from './workload.ts';

export interface Deletion {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

export const foreground = 'foregroundDeletion';
export const orphan = 'orphan';

/** Takes an object, how it should go, and the time; gives it marked, or null when it can go at once. */
export function beginsDeletion(old: KubeObject, deletion: Deletion, now: number): KubeObject | null {
  const finalizers = [...new Set([...old.metadata.finalizers ?? [], ...finalizersFor(deletion)])];
  const grace = graceOf(old, deletion);
  const waits = grace > 0 || finalizers.length > 0 || (old.kind === 'Namespace' && ((old as Namespace).spec?.finalizers ?? []).length > 0);
  if (!waits) return null;
  const before = old.metadata.deletionGracePeriodSeconds;
  // a second delete may shorten the wait, never lengthen it
  if (old.metadata.deletionTimestamp !== undefined && grace >= (before ?? 0)) return { ...old, metadata: { ...old.metadata } };
  return {
    ...old,
    metadata: {
      ...old.metadata,
      deletionTimestamp: formatTime(now + grace * 1000),
      deletionGracePeriodSeconds: grace,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      ...(old.metadata.generation === undefined ? {} : { generation: old.metadata.generation + 1 }),
    },
    ...(old.kind === 'Namespace' ? { status: { phase: 'Terminating' } } : {}),
  };
}

function finalizersFor({ propagationPolicy }: Deletion): string[] {
  if (propagationPolicy === 'Foreground') return [foreground];
  return propagationPolicy === 'Orphan' ? [orphan] : [];
}

/** Only pods take time to end, and only those that were given to a node and still run. */
function graceOf(object: KubeObject, deletion: Deletion): number {
  if (object.kind !== 'Pod') return 0;
  const pod = object as Pod;
  if (pod.spec.nodeName === undefined || isFinished(pod)) return 0;
  return Math.max(0, deletion.gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30);
}
