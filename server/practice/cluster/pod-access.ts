/** What log and exec have in common: which container of a pod is meant, and what is wrong with the wish. */
import { type Pod, type PodContainerStatus, isFinished } from './pod.ts';
import { badRequest } from './status.ts';

/** Takes a pod and the container asked for, if any; gives the container's name. Throws 400 when it is not clear which. */
export function containerOf(pod: Pod, asked: string | null): string {
  const main = pod.spec.containers.map(({ name }) => name);
  const init = (pod.spec.initContainers ?? []).map(({ name }) => name);
  if (asked !== null && asked !== '') {
    if ([...main, ...init].includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  }
  const [only] = main;
  if (main.length === 1 && only !== undefined) return only;
  const others = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
  throw badRequest(`a container name must be specified for pod ${pod.metadata.name}, choose one of: [${main.join(' ')}]${others}`);
}

/** Takes a pod and a container of it; gives the container's status. */
export function statusOfContainer(pod: Pod, container: string): PodContainerStatus | undefined {
  return [...pod.status?.containerStatuses ?? [], ...pod.status?.initContainerStatuses ?? []].find(({ name }) => name === container);
}

/** Takes a pod, a container and whether its former run is meant. Throws 400 when there is no log to read yet. */
export function requireLog(pod: Pod, container: string, previous: boolean): void {
  const status = statusOfContainer(pod, container);
  if (pod.spec.nodeName === undefined) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  if (previous) {
    if (status?.lastState.terminated) return;
    throw badRequest(`previous terminated container "${container}" in pod "${pod.metadata.name}" not found`);
  }
  const waiting = status?.state.waiting;
  if (waiting && !status.lastState.terminated) {
    const why = waiting.reason === 'ImagePullBackOff' || waiting.reason === 'ErrImagePull' ? 'trying and failing to pull image' : waiting.reason;
    throw badRequest(`container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${why}`);
  }
}

/** Takes a pod and a container. Throws 400 unless a command can run in it now. */
export function requireRunning(pod: Pod, container: string): void {
  if (isFinished(pod)) throw badRequest(`cannot exec into a container in a completed pod; current phase is ${pod.status?.phase ?? ''}`);
  if (pod.spec.nodeName === undefined) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  if (!statusOfContainer(pod, container)?.state.running) throw badRequest(`unable to upgrade connection: container not found ("${container}")`);
}

/** Reasons for which a container waits that end by themselves: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-state-waiting */
const passing: ReadonlySet<string | undefined> = new Set([undefined, 'ContainerCreating', 'PodInitializing']);

/** Takes a pod and a container; tells whether it is about to run for the first time. */
export function isStarting(pod: Pod, container: string): boolean {
  const status = statusOfContainer(pod, container);
  if (isFinished(pod) || status?.state.running || status?.state.terminated) return false;
  return passing.has(status?.state.waiting?.reason);
}
