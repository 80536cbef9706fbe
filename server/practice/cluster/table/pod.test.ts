import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerState, Pod, PodContainerStatus, PodStatus } from '../pod.ts';
import { podColumns, podReason } from './pod.ts';

const ended = (exitCode: number, reason?: string): ContainerState =>
  ({ terminated: { exitCode, startedAt: '2025-01-01T00:00:00Z', finishedAt: '2025-01-01T00:00:10Z', ...(reason ? { reason } : {}) } });
const running: ContainerState = { running: { startedAt: '2025-01-01T00:00:00Z' } };
const waiting = (reason: string): ContainerState => ({ waiting: { reason } });

function container(state: ContainerState, more: Partial<PodContainerStatus> = {}): PodContainerStatus {
  return { name: 'a', image: 'i', imageID: '', ready: 'running' in state, started: true, restartCount: 0, lastState: {}, state, ...more };
}

function pod(status: PodStatus, deleting = false): Pod {
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2025-01-01T00:00:00Z', ...(deleting ? { deletionTimestamp: 'x' } : {}) },
    spec: { containers: [{ name: 'a', image: 'i' }], initContainers: [{ name: 'i', image: 'i' }, { name: 'j', image: 'i' }] },
    status,
  };
}

test('the one word for how a pod is', () => {
  const cases: [string, PodStatus, string, boolean?][] = [
    ['new', {}, 'Unknown'],
    ['pending', { phase: 'Pending' }, 'Pending'],
    ['running', { phase: 'Running', containerStatuses: [container(running)] }, 'Running'],
    ['waiting', { phase: 'Pending', containerStatuses: [container(waiting('ContainerCreating'))] }, 'ContainerCreating'],
    ['crashing', { phase: 'Running', containerStatuses: [container(waiting('CrashLoopBackOff'))] }, 'CrashLoopBackOff'],
    ['done', { phase: 'Succeeded', containerStatuses: [container(ended(0, 'Completed'))] }, 'Completed'],
    ['failed', { phase: 'Failed', containerStatuses: [container(ended(3, 'Error'))] }, 'Error'],
    ['failed without reason', { phase: 'Failed', containerStatuses: [container(ended(3))] }, 'ExitCode:3'],
    ['one done, one runs', { phase: 'Running', containerStatuses: [container(ended(0, 'Completed')), container(running)] }, 'NotReady'],
    ['starting to initialise', { phase: 'Pending', initContainerStatuses: [container(running), container(waiting('PodInitializing'))] }, 'Init:0/2'],
    ['second init', { phase: 'Pending', initContainerStatuses: [container(ended(0)), container(running)] }, 'Init:1/2'],
    ['init failed', { phase: 'Failed', initContainerStatuses: [container(ended(1, 'Error'))] }, 'Init:Error'],
    ['init crashing', { phase: 'Pending', initContainerStatuses: [container(waiting('CrashLoopBackOff'))] }, 'Init:CrashLoopBackOff'],
    ['leaving', { phase: 'Running', containerStatuses: [container(running)] }, 'Terminating', true],
    ['evicted', { phase: 'Failed', reason: 'Evicted' }, 'Evicted'],
  ];
  for (const [what, status, expected, deleting] of cases) assert.equal(podReason(pod(status, deleting)), expected, what);
});

test('the cells of a pod that restarted', () => {
  const one = pod({ phase: 'Running', podIP: '10.0.0.1', containerStatuses: [container(running, { restartCount: 3, lastState: ended(1, 'Error') })] });
  const cells = podColumns.map(({ cell }) => cell(one, Date.parse('2025-01-01T00:01:10Z')));
  assert.deepEqual(cells, ['p', '1/1', 'Running', '3 (60s ago)', '70s', '10.0.0.1', '<none>', '<none>', '<none>']);
});
