import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod, PodContainerStatus } from '../pod.ts';
import { backoff, crashLooping, failuresAfter, reported, restarts } from './container.ts';
import { podStatus } from './pod-status.ts';

const pod = (restartPolicy: string, leaving = false): Pod => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '', ...(leaving ? { deletionTimestamp: 'x' } : {}) },
  spec: { containers: [{ name: 'a', image: 'i' }], restartPolicy },
} as Pod);

const before: PodContainerStatus = { name: 'a', image: 'redis:7', imageID: '', ready: false, started: false, restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } }, lastState: {} };
const end = { exitCode: 1, reason: 'Error' as const, startedAt: '2025-01-01T00:00:00.123Z', finishedAt: '2025-01-01T00:00:01.456Z' };

test('waits double up to five minutes', () => {
  assert.deepEqual([0, 1, 2, 3, 6, 20].map(backoff), [0, 10_000, 20_000, 40_000, 300_000, 300_000]);
  assert.equal(failuresAfter(4, end), 5);
  assert.equal(failuresAfter(4, { startedAt: '2025-01-01T00:00:00Z', finishedAt: '2025-01-01T00:10:00Z' }), 0);
});

test('who is started again', () => {
  const cases: [string, boolean, number, boolean][] = [
    ['Always', false, 0, true], ['Always', false, 1, true], ['Always', true, 0, false], ['Always', true, 1, true], ['OnFailure', false, 0, false],
    ['OnFailure', false, 1, true], ['Never', false, 1, false], ['Never', true, 1, false],
  ];
  for (const [policy, isInit, code, expected] of cases) assert.equal(restarts(pod(policy), isInit, code), expected, `${policy} ${String(isInit)} ${code}`);
  assert.equal(restarts(pod('Always', true), false, 1), false, 'nobody in a pod that is leaving');
});

test('what a kubelet reports, as the API shows it', () => {
  const runs = reported(before, { name: 'a', ready: true, state: { running: { startedAt: end.startedAt } } }, 'u', false);
  assert.deepEqual([runs.ready, runs.started, runs.state], [true, true, { running: { startedAt: '2025-01-01T00:00:00Z' } }]);
  assert.match(runs.imageID, /^docker\.io\/library\/redis@sha256:[0-9a-f]{64}$/);
  const ended = reported(runs, { name: 'a', ready: false, state: { terminated: end } }, 'u', false);
  assert.equal(ended.state.terminated?.finishedAt, '2025-01-01T00:00:01Z');
  assert.equal(ended.ready, false);
  const looping = crashLooping(ended, pod('Always'), 80_000);
  assert.match(looping.state.waiting?.message ?? '', /^back-off 1m20s restarting failed container=a pod=p_n\(u\)$/);
  assert.equal(looping.lastState.terminated?.exitCode, 1);
});

test('the phase of a pod', () => {
  const running: PodContainerStatus = { ...before, ready: true, state: { running: { startedAt: 'x' } } };
  const ended = (exitCode: number): PodContainerStatus => ({ ...before, state: { terminated: { ...end, exitCode } } });
  const cases: [string, PodContainerStatus[], PodContainerStatus[], string][] = [
    ['Always', [], [before], 'Pending'], ['Always', [], [running], 'Running'], ['Always', [], [ended(1)], 'Running'], ['Never', [], [ended(0)], 'Succeeded'],
    ['Never', [], [ended(0), ended(2)], 'Failed'], ['Never', [], [ended(0), running], 'Running'], ['OnFailure', [], [ended(1)], 'Running'],
    ['OnFailure', [], [ended(0)], 'Succeeded'], ['Never', [ended(1)], [before], 'Failed'], ['Always', [ended(1)], [before], 'Pending'],
  ];
  for (const [policy, init, main, expected] of cases) {
    assert.equal(podStatus(pod(policy), init, main, '2025-01-01T00:00:00Z', { ip: '1', host: '2' }).phase, expected, `${policy} ${expected}`);
  }
});
