/** What a Deployment says of itself (pure). */
import type { Condition } from '../pod.ts';
import type { Deployment, ReplicaSet } from '../workload.ts';
import { leeway } from './rollout.ts';

/** Takes a Deployment, its new ReplicaSet (none yet while paused), the old ones and the time; gives its status. */
export function deploymentStatus(deployment: Deployment, fresh: ReplicaSet | null, old: ReplicaSet[], now: string): Deployment['status'] {
  const all = fresh ? [fresh, ...old] : old;
  const sum = (of: (set: ReplicaSet) => number | undefined) => all.reduce((total, set) => total + (of(set) ?? 0), 0);
  const replicas = sum((set) => set.status?.replicas);
  const available = sum((set) => set.status?.availableReplicas);
  const unavailable = Math.max(0, sum((set) => set.spec.replicas) - available);
  const updated = fresh?.status?.replicas ?? 0;
  const counts = {
    ...(replicas > 0 ? { replicas } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    ...(available > 0 ? { readyReplicas: sum((set) => set.status?.readyReplicas), availableReplicas: available } : {}),
    ...(unavailable > 0 ? { unavailableReplicas: unavailable } : {}),
  };
  const complete = updated === deployment.spec.replicas && replicas === updated && available === updated;
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...counts,
    conditions: conditions(deployment, fresh, available, complete, `${updated}/${replicas}/${available}`, now),
  };
}

function conditions(deployment: Deployment, fresh: ReplicaSet | null, available: number, complete: boolean, progress: string, now: string): Condition[] {
  const before = deployment.status?.conditions ?? [];
  const enough = available >= deployment.spec.replicas - leeway(deployment).unavailable;
  return [
    turn(before, {
      type: 'Available', status: enough ? 'True' : 'False', reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      message: enough ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
    }, now),
    turn(before, progressing(deployment, fresh, complete, progress, now), now),
  ];
}

function progressing(deployment: Deployment, fresh: ReplicaSet | null, complete: boolean, progress: string, now: string): Condition {
  const type = 'Progressing';
  const name = fresh?.metadata.name ?? '';
  if (deployment.spec.paused === true) return { type, status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' };
  if (complete) return { type, status: 'True', reason: 'NewReplicaSetAvailable', message: `ReplicaSet "${name}" has successfully progressed.` };
  const before = deployment.status?.conditions?.find((condition) => condition.type === type);
  const moved = !(before?.message ?? '').includes(`"${name}"`) || progressOf(deployment) !== progress;
  if (!moved && before && isLate(deployment, before, now)) {
    return { type, status: 'False', reason: 'ProgressDeadlineExceeded', message: `ReplicaSet "${name}" has timed out progressing.` };
  }
  return { type, status: 'True', reason: 'ReplicaSetUpdated', message: `ReplicaSet "${name}" is progressing.`, ...(moved ? { lastUpdateTime: now } : {}) };
}

/** Has nothing moved for longer than the deadline? Once late, it stays so until something moves. */
function isLate(deployment: Deployment, before: Condition, now: string): boolean {
  const waited = Date.parse(now) - Date.parse(before.lastUpdateTime ?? now);
  return before.reason === 'ProgressDeadlineExceeded' || waited >= deployment.spec.progressDeadlineSeconds * 1000;
}

function progressOf({ status }: Deployment): string {
  return `${status?.updatedReplicas ?? 0}/${status?.replicas ?? 0}/${status?.availableReplicas ?? 0}`;
}

/** Keeps the times of a condition that says what it said before. */
function turn(before: Condition[], next: Condition, now: string): Condition {
  const old = before.find((condition) => condition.type === next.type);
  const same = old?.status === next.status;
  const told = same && old.reason === next.reason && old.message === next.message;
  return {
    ...next,
    lastUpdateTime: next.lastUpdateTime ?? (told ? old.lastUpdateTime ?? now : now),
    lastTransitionTime: same ? old.lastTransitionTime ?? now : now,
  };
}
