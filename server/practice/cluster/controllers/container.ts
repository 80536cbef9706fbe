/**
 * One container's life as a pure machine: what its status becomes, and whether it is to be started again, and when.
 * Waits are the kubelet's own: at once after the first end, then 10 s, doubled up to 5 minutes, and forgotten after
 * ten good minutes.
 */
import type { ContainerStatus } from '../kubelet.ts';
import type { Pod, PodContainerStatus } from '../pod.ts';
import { containerId, imageId } from './pod-status.ts';

const firstWait = 10_000;
const lastWait = 300_000;
const goodRun = 600_000;

/** Takes how many times in a row something failed; gives the wait before it is tried again. */
export function backoff(failures: number): number {
  return failures <= 0 ? 0 : Math.min(firstWait * 2 ** (failures - 1), lastWait);
}

export interface Probed { started: boolean; ready: boolean }

/**
 * Takes a container's status, what its kubelet reports, the pod's uid, whether it is an init container, and what probes say;
 * gives the status as the API shows it.
 */
export function reported(
  before: PodContainerStatus, report: ContainerStatus, podUid: string, isInit: boolean, probed: Probed = { started: true, ready: true },
): PodContainerStatus {
  const id = containerId(`${podUid}/${before.name}/${before.restartCount}`);
  const base = { ...before, containerID: id, imageID: imageId(before.image) };
  if ('running' in report.state) {
    return { ...base, ready: report.ready && probed.ready, started: probed.started, state: { running: { startedAt: seconds(report.state.running.startedAt) } } };
  }
  const { terminated } = report.state;
  return {
    // an init container is ready when it has done its work
    ...base, ready: isInit && terminated.exitCode === 0, started: false,
    state: { terminated: { ...terminated, startedAt: seconds(terminated.startedAt), finishedAt: seconds(terminated.finishedAt), containerID: id } },
  };
}

/** The API writes whole seconds. */
function seconds(time: string): string {
  return time.replace(/\.\d+(?=Z|[+-])/, '');
}

/** Takes a pod, whether a container of it is an init container, and its exit; tells whether it is to be started again. */
export function restarts(pod: Pod, isInit: boolean, exitCode: number): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const policy = pod.spec.restartPolicy ?? 'Always';
  if (policy === 'Always' && !isInit) return true;
  return exitCode !== 0 && policy !== 'Never';
}

/** Takes the number of quick ends so far and the run that just ended; gives the number now. */
export function failuresAfter(failures: number, terminated: { startedAt: string; finishedAt: string }): number {
  const lasted = Date.parse(terminated.finishedAt) - Date.parse(terminated.startedAt);
  return lasted >= goodRun ? 0 : failures + 1;
}

/** Takes the status of a container that ended and waits; gives what the API shows meanwhile. */
export function crashLooping(ended: PodContainerStatus, pod: Pod, wait: number): PodContainerStatus {
  const where = `${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid})`;
  const message = `back-off ${duration(wait)} restarting failed container=${ended.name} pod=${where}`;
  return { ...ended, ready: false, started: false, state: { waiting: { reason: 'CrashLoopBackOff', message } }, lastState: lastOf(ended) };
}

/** Takes the status of a container that ended; gives the state it is remembered by. */
export function lastOf(ended: PodContainerStatus): PodContainerStatus['lastState'] {
  return ended.state.terminated ? { terminated: ended.state.terminated } : ended.lastState;
}

/** As Go prints durations: 10s, 1m20s, 5m0s. */
function duration(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${whole % 60}s`;
}
