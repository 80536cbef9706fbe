/** The columns of pods (k8s.io/kubernetes/pkg/printers/internalversion, printPod). */
import { type Pod, type PodContainerStatus, isFinished, isReady } from '../pod.ts';
import { humanDuration } from '../../../../common/human-duration.ts';
import { age } from './age.ts';
import { type Column, column, wide } from './column.ts';

/** Takes a pod; gives the one word for how it is. */
export function podReason(pod: Pod): string {
  const reason = initReason(pod) ?? mainReason(pod);
  return pod.metadata.deletionTimestamp === undefined || isFinished(pod) ? reason : 'Terminating';
}

function mainReason(pod: Pod): string {
  const { status = {} } = pod;
  let reason = status.reason ?? status.phase ?? 'Unknown';
  let running = false;
  // the first container that has something to say is heard
  for (const one of [...status.containerStatuses ?? []].reverse()) {
    if (one.state.waiting) reason = one.state.waiting.reason;
    else if (one.state.terminated) reason = one.state.terminated.reason ?? ended(one.state.terminated, '');
    else if (one.ready && one.state.running) running = true;
  }
  if (reason !== 'Completed' || !running) return reason;
  return isReady(pod) ? 'Running' : 'NotReady';
}

function ended({ exitCode, signal }: { exitCode: number; signal?: number }, prefix: string): string {
  return signal ? `${prefix}Signal:${signal}` : `${prefix}ExitCode:${exitCode}`;
}

function initReason(pod: Pod): string | null {
  const all = pod.status?.initContainerStatuses ?? [];
  const at = all.findIndex((one) => one.state.terminated?.exitCode !== 0);
  const one = all[at];
  if (!one) return null;
  if (one.state.terminated) return one.state.terminated.reason ? `Init:${one.state.terminated.reason}` : ended(one.state.terminated, 'Init:');
  const waiting = one.state.waiting?.reason;
  if (waiting && waiting !== 'PodInitializing') return `Init:${waiting}`;
  return `Init:${at}/${pod.spec.initContainers?.length ?? all.length}`;
}

/** Restarts, and how long ago the last one was. */
function restarts(pod: Pod, now: number): string {
  const all = [...pod.status?.initContainerStatuses ?? [], ...pod.status?.containerStatuses ?? []];
  const shown = (pod.status?.containerStatuses ?? []).length > 0 ? all : [];
  const total = shown.reduce((sum, one) => sum + one.restartCount, 0);
  const last = Math.max(0, ...shown.map((one) => lastEnd(one)));
  return total > 0 && last > 0 ? `${total} (${humanDuration(now - last)} ago)` : String(total);
}

function lastEnd({ lastState }: PodContainerStatus): number {
  return lastState.terminated ? Date.parse(lastState.terminated.finishedAt) : 0;
}

function ready(pod: Pod): string {
  const good = (pod.status?.containerStatuses ?? []).filter((one) => one.ready && one.state.running).length;
  return `${good}/${pod.spec.containers.length}`;
}

function gates(pod: Pod): string {
  const all = pod.spec.readinessGates ?? [];
  if (all.length === 0) return '<none>';
  const open = all.filter((gate) => pod.status?.conditions?.some((one) => one.type === gate.conditionType && one.status === 'True'));
  return `${open.length}/${all.length}`;
}

export const podColumns: Column<Pod>[] = [
  column('Name', (pod) => pod.metadata.name),
  column('Ready', ready),
  column('Status', podReason),
  column('Restarts', restarts),
  column('Age', (pod, now) => age(pod.metadata.creationTimestamp, now)),
  wide('IP', (pod) => pod.status?.podIP ?? '<none>'),
  wide('Node', (pod) => pod.spec.nodeName ?? '<none>'),
  wide('Nominated Node', () => '<none>'),
  wide('Readiness Gates', gates),
];
