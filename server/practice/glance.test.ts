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
    job('bad', 'Failed'), job('good', 'Complete'), event('old', 7_200_000), event('some', 600_000), event('new', 1000), event('normal', 1000, 'Normal'),
    event('modern', 0, 'Warning', { lastTimestamp: null, eventTime: ago(5000), series: { count: 9, lastObservedTime: ago(2000) } }),
  );
  assert.deepEqual(seen.failingJobs, [{ namespace: 'n', object: 'job/bad', reason: 'BackoffLimitExceeded', message: '', at: now - 60_000, count: 1 }]);
  assert.deepEqual(seen.warnings.map(({ reason, count }) => [reason, count]), [['new', 2], ['modern', 9], ['some', 2]]);
  assert.equal(seen.warnings[0]?.object, 'pod/p');
  assert.equal(glance(...Array.from({ length: 50 }, (_, index) => event(`e${index}`, index))).warnings.length, 20);
});
