/** How a Deployment moves from old ReplicaSets to the new one (pure; k8s.io/kubernetes/pkg/controller/deployment). */
import type { Deployment, ReplicaSet } from '../workload.ts';

export interface Scaling { name: string; from: number; to: number }

/** What a ReplicaSet notes of the Deployment it was sized for: its replicas, and the most there may be during a rollout. */
export const desiredKey = 'deployment.kubernetes.io/desired-replicas';
export const maxKey = 'deployment.kubernetes.io/max-replicas';

/** Takes a Deployment; gives what its ReplicaSets note of its size. */
export function sizeNotes(deployment: Deployment): Record<string, string> {
  const { replicas } = deployment.spec;
  return { [desiredKey]: String(replicas), [maxKey]: String(replicas + leeway(deployment).surge) };
}

function noted({ metadata }: ReplicaSet, key: string): number | undefined {
  const text = metadata.annotations?.[key];
  return text === undefined ? undefined : Number(text);
}

/** Takes a Deployment and its ReplicaSets; tells whether the Deployment was given another size since they got theirs. */
export function isResized(deployment: Deployment, sets: ReplicaSet[]): boolean {
  return sets.some((set) => set.spec.replicas > 0 && (noted(set, desiredKey) ?? deployment.spec.replicas) !== deployment.spec.replicas);
}

/**
 * Takes a Deployment of a new size, its new ReplicaSet if there is one and the old ones, oldest first; gives the scalings.
 * In the middle of a rollout all grow or shrink alike, so that a new version that fails does not get all the new pods.
 */
export function resize(deployment: Deployment, fresh: ReplicaSet | null, old: ReplicaSet[]): Scaling[] {
  const wanted = deployment.spec.replicas;
  const active = [...(fresh ? [fresh] : []), ...old.toReversed()].filter((set) => set.spec.replicas > 0);
  const [only = fresh ?? old.at(-1)] = active;
  if (active.length <= 1) return only ? scaling(only, wanted) : [];
  if (fresh && isSaturated(fresh, wanted)) return old.flatMap((set) => scaling(set, 0));
  if (deployment.spec.strategy.type === 'Recreate') return [];
  const add = (wanted > 0 ? wanted + leeway(deployment).surge : 0) - active.reduce((sum, set) => sum + set.spec.replicas, 0);
  // the larger first; of two alike the newer when it grows, the older when it shrinks
  const order = (add > 0 ? active : active.toReversed()).sort((a, b) => b.spec.replicas - a.spec.replicas);
  let added = 0;
  const targets = order.map((set) => {
    const share = shareOf(set, deployment);
    const part = add > 0 ? Math.min(share, add - added) : Math.max(share, add - added);
    added += add === 0 ? 0 : part;
    return { set, to: set.spec.replicas + (add === 0 ? 0 : part) };
  });
  return targets.flatMap(({ set, to }, at) => scaling(set, Math.max(0, to + (at === 0 ? add - added : 0))));
}

function isSaturated(fresh: ReplicaSet, wanted: number): boolean {
  return fresh.spec.replicas === wanted && noted(fresh, desiredKey) === wanted && fresh.status?.availableReplicas === wanted;
}

/** By how many a ReplicaSet grows, if it keeps its share of the whole. */
function shareOf(set: ReplicaSet, deployment: Deployment): number {
  if (deployment.spec.replicas === 0) return -set.spec.replicas;
  const before = noted(set, maxKey) || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round(set.spec.replicas * (deployment.spec.replicas + leeway(deployment).surge) / before) - set.spec.replicas;
}

/** Takes a count or percentage and the whole; gives the count, rounded as told. */
export function resolve(value: number | string | undefined, whole: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value ?? '0%');
  return percent ? round(Number(percent[1]) * whole / 100) : 0;
}

/** Takes a Deployment; gives how many pods more and how many fewer than wanted there may be. */
export function leeway(deployment: Deployment): { surge: number; unavailable: number } {
  const { replicas, strategy } = deployment.spec;
  if (strategy.type === 'Recreate') return { surge: 0, unavailable: replicas };
  const surge = resolve(strategy.rollingUpdate?.maxSurge, replicas, Math.ceil);
  const unavailable = resolve(strategy.rollingUpdate?.maxUnavailable, replicas, Math.floor);
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

/**
 * Takes a Deployment, its new ReplicaSet and the old ones, oldest first; gives the next scalings, first the new one's.
 * Nothing left to do gives none.
 */
export function nextScalings(deployment: Deployment, fresh: ReplicaSet, old: ReplicaSet[]): Scaling[] {
  if (deployment.spec.strategy.type === 'Recreate') return recreate(deployment, fresh, old);
  const up = scaleNew(deployment, fresh, old);
  return up ? [up] : scaleOld(deployment, fresh, old);
}

function scaling(set: ReplicaSet, to: number): Scaling[] {
  return set.spec.replicas === to ? [] : [{ name: set.metadata.name, from: set.spec.replicas, to }];
}

function recreate(deployment: Deployment, fresh: ReplicaSet, old: ReplicaSet[]): Scaling[] {
  const down = old.flatMap((set) => scaling(set, 0));
  const left = old.some((set) => (set.status?.replicas ?? 0) > 0);
  return down.length > 0 || left ? down : scaling(fresh, deployment.spec.replicas);
}

function scaleNew(deployment: Deployment, fresh: ReplicaSet, old: ReplicaSet[]): Scaling | undefined {
  const wanted = deployment.spec.replicas;
  if (fresh.spec.replicas >= wanted) return scaling(fresh, wanted)[0];
  const total = [fresh, ...old].reduce((sum, set) => sum + set.spec.replicas, 0);
  const room = wanted + leeway(deployment).surge - total;
  return room <= 0 ? undefined : scaling(fresh, fresh.spec.replicas + Math.min(room, wanted - fresh.spec.replicas))[0];
}

function scaleOld(deployment: Deployment, fresh: ReplicaSet, old: ReplicaSet[]): Scaling[] {
  const all = [fresh, ...old];
  const total = all.reduce((sum, set) => sum + set.spec.replicas, 0);
  const least = deployment.spec.replicas - leeway(deployment).unavailable;
  const pending = fresh.spec.replicas - (fresh.status?.availableReplicas ?? 0);
  let mayGo = total - least - pending;
  if (mayGo <= 0) return [];
  const targets = new Map(old.map((set) => [set, set.spec.replicas]));
  // pods that are not available are no loss: they go first
  for (const set of old) {
    const idle = Math.min(mayGo, Math.max(0, set.spec.replicas - (set.status?.availableReplicas ?? 0)));
    targets.set(set, set.spec.replicas - idle);
    mayGo -= idle;
  }
  const available = all.reduce((sum, set) => sum + (set.status?.availableReplicas ?? 0), 0);
  let surplus = available - least;
  for (const set of old) {
    const now = targets.get(set) ?? 0;
    const less = Math.max(0, Math.min(now, surplus));
    targets.set(set, now - less);
    surplus -= less;
  }
  return old.flatMap((set) => scaling(set, targets.get(set) ?? 0));
}
