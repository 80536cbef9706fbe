/** A pod's status from its containers' (pure). */
import { createHash } from 'node:crypto';
import type { Condition, Container, Pod, PodContainerStatus, PodStatus } from '../pod.ts';

/** Takes a container; gives the status it begins with. */
export function waitingStatus(container: Container, reason: string): PodContainerStatus {
  return {
    name: container.name, image: container.image, imageID: '', ready: false, started: false, restartCount: 0,
    state: { waiting: { reason } }, lastState: {},
  };
}

/** Takes what makes an id; gives one as containerd would write it. */
export function containerId(seed: string): string {
  return `containerd://${createHash('sha256').update(seed).digest('hex')}`;
}

/** Takes an image; gives the digest shown as its id: the same for the same name, since no image is really pulled. */
export function imageId(image: string): string {
  const bare = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const full = bare.includes('/') ? bare : `docker.io/library/${bare}`;
  return `${full}@sha256:${createHash('sha256').update(image).digest('hex')}`;
}

/** Takes the statuses of a pod's containers, the pod and the time; gives the pod's whole status. */
export function podStatus(pod: Pod, init: PodContainerStatus[], main: PodContainerStatus[], now: string, place: { ip: string; host: string }): PodStatus {
  const before = pod.status ?? {};
  const phase = phaseOf(pod, init, main);
  const conditions = conditionsOf(phase, init, main);
  return {
    ...before,
    phase,
    conditions: conditions.map((condition) => dated(condition, before.conditions ?? [], now)),
    hostIP: place.host,
    hostIPs: [{ ip: place.host }],
    podIP: place.ip,
    podIPs: [{ ip: place.ip }],
    startTime: before.startTime ?? now,
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: main,
  };
}

/** Takes the conditions of a pod that fails as a whole and the time; gives them as they are from now on. */
export function failedConditions(before: Condition[], now: string): Condition[] {
  return before.map((condition) => (condition.type === 'Ready' || condition.type === 'ContainersReady'
    ? { ...condition, status: 'False', reason: 'PodFailed', lastTransitionTime: now } : condition));
}

function conditionsOf(phase: PodStatus['phase'], init: PodContainerStatus[], main: PodContainerStatus[]): Condition[] {
  const finished = phase === 'Succeeded' || phase === 'Failed';
  const incomplete = init.filter((status) => status.state.terminated?.exitCode !== 0).map((status) => status.name);
  const unready = main.filter((status) => !status.ready).map((status) => status.name);
  const ready: Omit<Condition, 'type'> = unready.length + incomplete.length === 0 && !finished
    ? { status: 'True' } : { status: 'False', ...unreadyReason(phase, unready) };
  return [
    { type: 'PodReadyToStartContainers', status: finished ? 'False' : 'True' },
    incomplete.length === 0 ? { type: 'Initialized', status: 'True', ...(phase === 'Succeeded' ? { reason: 'PodCompleted' } : {}) }
      : { type: 'Initialized', status: 'False', reason: 'ContainersNotInitialized', message: `containers with incomplete status: [${incomplete.join(' ')}]` },
    { type: 'Ready', ...ready },
    { type: 'ContainersReady', ...ready },
    { type: 'PodScheduled', status: 'True' },
  ];
}

function unreadyReason(phase: PodStatus['phase'], unready: string[]): { reason: string; message?: string } {
  if (phase === 'Succeeded') return { reason: 'PodCompleted' };
  if (phase === 'Failed') return { reason: 'PodFailed' };
  return { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
}

function dated(condition: Condition, before: Condition[], now: string): Condition {
  const old = before.find((one) => one.type === condition.type);
  return { lastProbeTime: null, lastTransitionTime: old?.status === condition.status ? old.lastTransitionTime ?? now : now, ...condition };
}

function phaseOf(pod: Pod, init: PodContainerStatus[], main: PodContainerStatus[]): NonNullable<PodStatus['phase']> {
  const policy = pod.spec.restartPolicy ?? 'Always';
  const leaving = pod.metadata.deletionTimestamp !== undefined;
  if (policy === 'Never' && init.some((status) => (status.state.terminated?.exitCode ?? 0) !== 0)) return 'Failed';
  const ended = main.every((status) => status.state.terminated);
  if (ended && main.length > 0 && (policy !== 'Always' || leaving)) {
    const failed = main.some((status) => status.state.terminated?.exitCode !== 0);
    if (!failed) return 'Succeeded';
    if (policy === 'Never' || leaving) return 'Failed';
    return 'Running';
  }
  const begun = main.some((status) => status.state.running ?? status.state.terminated ?? status.lastState.terminated);
  return begun ? 'Running' : 'Pending';
}
