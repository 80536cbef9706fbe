import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPaused, planOf, type ScaledJob } from './scaled-job.ts';
import { jobsToMake } from './scaling.ts';

const metadata = { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '' };
const trigger = { type: 'redis-streams', metadata: { host: 'redis.home', port: '6379', stream: 's', consumerGroup: 'g', lagCount: '2' } };
const scaledJob = (spec: unknown): ScaledJob => ({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledJob', metadata, spec });
const withMetadata = (change: object) => scaledJob({ jobTargetRef: {}, triggers: [{ ...trigger, metadata: { ...trigger.metadata, ...change } }] });

test('a ScaledJob is read with the defaults KEDA has', () => {
  const plan = planOf(scaledJob({ jobTargetRef: { template: {} }, triggers: [trigger] }));
  assert.ok(!('why' in plan));
  assert.deepEqual(plan.triggers, [{ host: 'redis.home', namespace: 'home', service: 'redis', port: 6379, stream: 's', group: 'g', measure: 'lag', target: 2, activation: 0 }]);
  assert.deepEqual({ ...plan, triggers: [], template: {} }, {
    triggers: [], template: {}, interval: 30_000, least: 0, most: 100, gradual: false,
    strategy: { name: 'default', deduction: 0, percentage: 1 }, history: { successful: 100, failed: 100 },
  });
});

test('what cannot be scaled by says why', () => {
  const table: [ScaledJob, RegExp][] = [
    [scaledJob(undefined), /jobTargetRef not found/],
    [scaledJob({ jobTargetRef: {}, triggers: [] }), /no triggers/],
    [scaledJob({ jobTargetRef: {}, triggers: [7] }), /no scaler found/],
    [scaledJob({ jobTargetRef: {}, triggers: [{ type: 'cron', metadata: {} }] }), /no scaler found for type: cron/],
    [withMetadata({ host: '' }), /no host or address/],
    [withMetadata({ port: 'redis' }), /no port/],
    [withMetadata({ stream: '' }), /stream name/],
    [withMetadata({ consumerGroup: '' }), /consumerGroup/],
    [withMetadata({ lagCount: '0' }), /lagCount/],
    [withMetadata({ lagCount: '-5' }), /lagCount/],
    [withMetadata({ activationLagCount: 'x' }), /lagCount/],
  ];
  for (const [job, why] of table) {
    const plan = planOf(job);
    assert.ok('why' in plan && why.test(plan.why), JSON.stringify(plan));
  }
  const pending = planOf(withMetadata({ lagCount: undefined, pendingEntriesCount: '3', host: undefined, port: undefined, address: 'redis:1' }));
  assert.ok(!('why' in pending));
  assert.deepEqual(pending.triggers[0], { host: 'redis', namespace: 'n', service: 'redis', port: 1, stream: 's', group: 'g', measure: 'pending', target: 3, activation: 0 });
});

test('it is paused by an annotation, unless that says false', () => {
  const annotated = (value: string): ScaledJob => ({ ...scaledJob({}), metadata: { ...metadata, annotations: { 'autoscaling.keda.sh/paused': value } } });
  assert.deepEqual([isPaused(scaledJob({})), isPaused(annotated('true')), isPaused(annotated('')), isPaused(annotated('false'))], [false, true, true, false]);
});

test('how many jobs are made', () => {
  const table: [string, number, number, number, number, number, number][] = [
    // strategy, wanted, running, pending, least, most → made
    ['default', 4, 0, 0, 0, 10, 4],
    ['default', 4, 3, 0, 0, 10, 1],
    ['default', 4, 5, 0, 0, 10, 0],
    ['default', 30, 0, 0, 0, 3, 3],
    ['accurate', 4, 3, 1, 0, 10, 3],
    ['accurate', 9, 3, 0, 0, 10, 7],
    ['eager', 4, 1, 0, 0, 3, 2],
    ['eager', 4, 2, 1, 0, 3, 0],
    ['custom', 8, 4, 0, 0, 10, 3],
    ['default', 0, 1, 0, 3, 10, 2],
    ['default', 500, 0, 0, 0, 1000, 20],
    ['default', 500, 19, 0, 0, 1000, 1],
    ['default', 0, 25, 0, 30, 1000, 0],
  ];
  for (const [name, wanted, running, pending, least, most, made] of table) {
    const strategy = { name, deduction: 1, percentage: 1 };
    assert.equal(jobsToMake({ strategy, least, most }, { waiting: wanted, wanted, active: wanted > 0 }, { running, pending }), made, `${name} ${wanted} ${running}`);
  }
  assert.equal(jobsToMake({ strategy: { name: 'default', deduction: 0, percentage: 1 }, least: 0, most: 9 }, { waiting: 1, wanted: 1, active: false }, { running: 0, pending: 0 }), 0);
});
