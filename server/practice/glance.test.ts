import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from './cluster/object.ts';
import { glanceAt } from './glance.ts';

const now = Date.UTC(2026, 0, 15, 6);
const ago = (ms: number): string => new Date(now - ms).toISOString();
const meta = (name: string, more = {}) => ({ name, namespace: 'n', uid: name, resourceVersion: '1', creationTimestamp: ago(0), ...more });

function glance(...objects: object[]) {
  return glanceAt({ name: 'c', cluster: { save: () => ({ resourceVersion: 1, objects: objects as KubeObject[] }) } }, now);
}

function pod(name: string, ready: boolean, state: object = { running: {} }, more = {}): object {
  const status = {
    phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    containerStatuses: [{ name: 'c', restartCount: 3, state }], ...more,
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: meta(name), status };
}

test('pods that are not ready are told with why; those that have done their work are not', () => {
  const seen = glance(
    pod('fine', true), pod('starting', false),
    pod('crashing', false, { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } }),
    pod('failed-once', false, { terminated: { exitCode: 3, reason: 'Error' } }),
    pod('done', false, { terminated: { exitCode: 0, reason: 'Completed' } }, { phase: 'Succeeded' }),
    pod('lost', false, { terminated: { exitCode: 1, reason: 'Error' } }, { phase: 'Failed' }),
    { apiVersion: 'v1', kind: 'Pod', metadata: meta('ending', { deletionTimestamp: ago(0) }), status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } },
    { apiVersion: 'v1', kind: 'Pod', metadata: meta('new') },
  );
  assert.deepEqual(seen.pods, { ready: 1, all: 6 });
  assert.deepEqual(seen.podsNotReady.map(({ object, reason }) => `${object} ${reason}`), [
    'pod/starting Running', 'pod/crashing CrashLoopBackOff', 'pod/failed-once Error', 'pod/ending Terminating', 'pod/new Pending',
  ]);
  assert.deepEqual(seen.podsNotReady[1], { namespace: 'n', object: 'pod/crashing', reason: 'CrashLoopBackOff', message: 'back-off', at: now, count: 3 });
});

test('failed jobs and warnings of the last hour are told, the latest first, and not too many', () => {
  const job = (name: string, type: string) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: meta(name), status: { conditions: [{ type, status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime: ago(60_000) }] } });
  const event = (name: string, age: number, type = 'Warning', more: object = { lastTimestamp: ago(age), count: 2 }) => ({
    apiVersion: 'v1', kind: 'Event', metadata: meta(name), type, reason: name, message: 'm', involvedObject: { kind: 'Pod', name: 'p', namespace: 'n' }, ...more,
  });
  const seen = glance(
    pod('p', false), job('bad', 'Failed'), job('good', 'Complete'), event('old', 7_200_000), event('some', 600_000), event('new', 1000), event('normal', 1000, 'Normal'),
    event('modern', 0, 'Warning', { lastTimestamp: null, eventTime: ago(5000), series: { count: 9, lastObservedTime: ago(2000) } }),
  );
  assert.deepEqual(seen.failingJobs, [{ namespace: 'n', object: 'job/bad', reason: 'BackoffLimitExceeded', message: '', at: now - 60_000, count: 1 }]);
  assert.deepEqual(seen.warnings.map(({ reason, count }) => [reason, count]), [['new', 2], ['modern', 9], ['some', 2]]);
  assert.equal(seen.warnings[0]?.object, 'pod/p');
  assert.equal(glance(pod('p', false), ...Array.from({ length: 50 }, (_, index) => event(`e${index}`, index))).warnings.length, 20);
});

test('a warning about what is gone, made anew or well by now is none; UIDs are left out of messages', () => {
  const about = (kind: string, name: string, more: object = {}) => ({
    apiVersion: 'v1', kind: 'Event', metadata: meta(`${name}-event`), type: 'Warning', reason: `${kind} ${name}`, lastTimestamp: ago(1000),
    message: `container=c pod=${name}_n(1b3e640b-0a1b-4c2d-8e3f-0123456789ab)`, involvedObject: { kind, name, namespace: 'n', ...more },
  });
  const set = (name: string, readyReplicas: number) => ({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: meta(name), spec: { replicas: 2 }, status: { readyReplicas } });
  const claim = (name: string, phase: string) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: meta(name), status: { phase } });
  const seen = glance(
    pod('ill', false), about('Pod', 'ill', { uid: 'ill' }), pod('anew', false), about('Pod', 'anew', { uid: 'of-before' }), about('Pod', 'gone'),
    pod('elsewhere', false), about('Pod', 'elsewhere', { namespace: 'other' }), pod('well', true), about('Pod', 'well'),
    set('short', 1), about('StatefulSet', 'short'), set('whole', 2), about('StatefulSet', 'whole'),
    claim('waiting', 'Pending'), about('PersistentVolumeClaim', 'waiting'), claim('bound', 'Bound'), about('PersistentVolumeClaim', 'bound'),
    { apiVersion: 'batch/v1', kind: 'CronJob', metadata: meta('hourly'), status: {} }, about('CronJob', 'hourly'),
    { apiVersion: 'v1', kind: 'Node', metadata: { ...meta('node'), namespace: undefined } }, about('Node', 'node', { namespace: undefined }),
  );
  assert.deepEqual(seen.warnings.map(({ reason }) => reason), ['Pod ill', 'StatefulSet short', 'PersistentVolumeClaim waiting', 'CronJob hourly', 'Node node']);
  assert.equal(seen.warnings[0]?.message, 'container=c pod=ill_n');
});

test('CronJobs are counted, and jobs that are done', () => {
  const job = (name: string, type?: string) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: meta(name), status: type === undefined ? {} : { conditions: [{ type, status: 'True' }] } });
  const cron = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: meta('hourly') };
  const { cronJobs, finishedJobs } = glance(cron, job('good', 'Complete'), job('bad', 'Failed'), job('going'), job('held', 'Suspended'));
  assert.deepEqual({ cronJobs, finishedJobs }, { cronJobs: 1, finishedJobs: 2 });
});
