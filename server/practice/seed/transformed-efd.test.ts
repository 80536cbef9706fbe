import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest } from '../cluster/object.ts';
import { transformedEfd } from './transformed-efd.ts';

const now = Date.UTC(2026, 0, 15, 6, 2, 1);
const names = (objects: readonly Manifest[], kind: string): string[] => objects.filter((object) => object.kind === kind)
  .map(({ metadata }) => (metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`));

test('development has its namespaces and one finished job, no secret and no CronJob', () => {
  const objects = transformedEfd.manifests('usdf-consdb-dev', now);
  assert.deepEqual(names(objects, 'Namespace'), ['dev-latiss', 'dev-lsstcam', 'dev-lsstcomcam']);
  assert.deepEqual(names(objects, 'Job'), ['dev-latiss/transformed-efd-latiss-job-test']);
  assert.deepEqual(names(objects, 'Pod').map((name) => name.slice(0, -6)), ['dev-latiss/transformed-efd-latiss-job-test']);
  assert.equal(objects.length, 5);
});

test('production runs LATISS and LSSTCam with their failure monitors', () => {
  const objects = transformedEfd.manifests('usdf-consdb', now);
  assert.deepEqual(names(objects, 'Namespace'), ['prod-latiss', 'prod-lsstcam', 'prod-lsstcomcam']);
  assert.deepEqual(names(objects, 'CronJob'), ['latiss', 'lsstcam'].flatMap((name) => ['cronjob', 'failure-monitor'].map((kind) => `prod-${name}/transformed-efd-${name}-${kind}`)));
  assert.deepEqual(names(objects, 'Secret'), ['prod-latiss/efd-transform-secrets', 'prod-lsstcam/efd-transform-secrets']);
  assert.equal(names(objects, 'Job').length, 12);
  for (const job of objects.filter(({ kind }) => kind === 'Job')) {
    const [pod, ...more] = objects.filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === job.metadata.uid);
    assert.equal(more.length, 0);
    assert.equal((pod?.['status'] as { phase: string }).phase, 'Succeeded');
    assert.equal(pod?.metadata.labels?.['batch.kubernetes.io/job-name'], job.metadata.name);
  }
  assert.equal(new Set(names(objects, 'Pod')).size, 12);
  const cron = objects.find(({ kind }) => kind === 'CronJob');
  assert.equal((cron?.['status'] as { lastScheduleTime: string }).lastScheduleTime, '2026-01-15T06:00:00Z');
  const jobs = objects.filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === cron?.metadata.uid);
  assert.deepEqual(jobs.map(({ metadata }) => metadata.name), [29474270, 29474275, 29474280].map((minute) => `transformed-efd-latiss-cronjob-${minute}`));
  const early = transformedEfd.manifests('usdf-consdb', Date.UTC(2026, 0, 15, 6, 0, 1)).filter(({ kind }) => kind === 'Job');
  for (const job of early) assert.ok(Date.parse((job['status'] as { completionTime: string }).completionTime) <= Date.UTC(2026, 0, 15, 6, 0, 1));
});
