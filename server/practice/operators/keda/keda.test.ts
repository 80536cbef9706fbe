/** KEDA, the feeder and the workers, with real pods and a real Redis. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobs } from '../../cluster/resources.ts';
import type { Job } from '../../cluster/workload.ts';
import { keda as kedaSeed } from '../../seed/keda.ts';
import { promptProcessing } from '../../seed/prompt-processing.ts';
import { promptRedis } from '../../seed/prompt-redis.ts';
import { TrialCluster, until } from '../trial-cluster.ts';
import { keda } from './operator.ts';
import type { ScaledJob } from './scaled-job.ts';

const api = 'keda.sh/v1alpha1';
const dev = 'usdfdev-prompt-processing';
const prod = 'usdfprod-prompt-processing';

function trial(context: string): TrialCluster {
  return new TrialCluster({ context, services: [promptRedis, kedaSeed, promptProcessing], operators: [keda] });
}

async function group(cluster: TrialCluster, instrument: string): Promise<Record<string, string>> {
  const words = (await cluster.redis('XINFO', 'GROUPS', `instrument:${instrument}`)).trim().split('\n');
  return Object.fromEntries(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? '']] : [])));
}

function conditions(cluster: TrialCluster, name: string): Record<string, string> {
  const found = cluster.get<ScaledJob>(api, 'ScaledJob', 'prompt-processing', name)?.status?.conditions ?? [];
  return Object.fromEntries(found.map(({ type, status }) => [type, status]));
}

const annotate = (value: string | undefined) => (object: Record<string, any>): void => { // eslint-disable-line @typescript-eslint/no-explicit-any
  object['metadata'].annotations = value === undefined ? {} : { 'autoscaling.keda.sh/paused': value };
};

test('lag makes jobs, which read, work and acknowledge; the feeder goes on', { timeout: 120_000 }, async () => {
  await using cluster = trial(dev);
  await until('redis is ready', () => cluster.ready('prompt-redis').length === 1);
  assert.equal((await group(cluster, 'lsstcam'))['lag'], '4');
  await until('jobs exist', () => cluster.list<Job>('batch/v1', 'Job', 'prompt-processing').length > 0);
  const [job] = cluster.list<Job>('batch/v1', 'Job', 'prompt-processing');
  const owner = job?.metadata.ownerReferences?.[0];
  assert.match(job?.metadata.name ?? '', /^prompt-keda-\w+-[a-z0-9]{5}$/);
  assert.deepEqual([owner?.kind, owner?.name], ['ScaledJob', job?.metadata.labels?.['scaledjob.keda.sh/name']]);
  await until('messages are worked on', async () => (await group(cluster, 'lsstcam'))['pending'] !== '1');
  // Minutes in seconds: what waits is worked off, and new visits come meanwhile.
  cluster.clock.pass(3 * 60_000, 9_000);
  await until('visits are sent', async () => Number(await cluster.redis('XLEN', 'instrument:hsc')) >= 12 + 4);
  await until('nothing waits any more', async () => (await group(cluster, 'latiss'))['lag'] === '0' && (await group(cluster, 'lsstcam'))['lag'] === '0', 60_000);
  await until('what was read is acknowledged, but for what nobody works on', async () => (await group(cluster, 'lsstcam'))['pending'] === '1');
  assert.match(await cluster.log('next-visit-fan-out', 'next-visit'), /Sent next visit to instrument:hsc: instrument=HSC groupId=\S+ detector=\d+ filters=\w+/);
  const worked = await cluster.log('prompt-processing', 'prompt-keda-lsstcam');
  assert.match(worked, /Worker ready to handle requests/);
  assert.match(worked, /Pipeline successfully run/);
  assert.ok(cluster.reasons('prompt-processing', 'prompt-keda-lsstcam').includes('KEDAJobsCreated'));
  assert.ok(cluster.list<Job>('batch/v1', 'Job', 'prompt-processing').length <= 3 * (3 + 3 + 2), 'the history is kept short');
  assert.deepEqual(cluster.errors, []);
});

test('production is quiet with the figures of the runbook, and can be woken', { timeout: 60_000 }, async () => {
  await using cluster = trial(prod);
  await until('redis is ready', () => cluster.ready('prompt-redis').length === 1);
  await until('it is paused', () => conditions(cluster, 'prompt-keda-lsstcam')['Paused'] === 'True');
  cluster.clock.pass(5 * 60_000, 1_000);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { 'entries-read': read, lag, pending } = await group(cluster, 'lsstcam');
  assert.deepEqual([read, lag, pending], ['72', '9', '0']);
  assert.deepEqual(cluster.list('batch/v1', 'Job', 'prompt-processing'), []);
  cluster.change('apps/v1', 'Deployment', 'next-visit-fan-out', 'next-visit-fan-out', (object) => { object['spec'].replicas = 1; });
  cluster.change(api, 'ScaledJob', 'prompt-processing', 'prompt-keda-lsstcam', annotate(undefined));
  await until('jobs take what waited', async () => Number((await group(cluster, 'lsstcam'))['entries-read']) > 72);
  await until('the feeder runs', () => cluster.ready('next-visit-fan-out').length === 1);
  assert.equal(conditions(cluster, 'prompt-keda-lsstcam')['Paused'], 'False');
});

test('a stream that is gone brings errors, one that is back ends them; a missing group too', { timeout: 60_000 }, async () => {
  await using cluster = trial(prod);
  await until('redis is ready', () => cluster.ready('prompt-redis').length === 1);
  await cluster.redis('DEL', 'instrument:lsstcam');
  cluster.change(api, 'ScaledJob', 'prompt-processing', 'prompt-keda-lsstcam', (object) => {
    annotate(undefined)(object);
    object['spec'].pollingInterval = 1;
  });
  const log = () => cluster.log('keda', 'keda-operator');
  await until('the log says so', async () => /ERROR\tscale_handler\terror getting scale decision\t.*ERR no such key/.test(await log()));
  await until('Ready is false', () => conditions(cluster, 'prompt-keda-lsstcam')['Ready'] === 'False');
  assert.ok(cluster.reasons('prompt-processing', 'prompt-keda-lsstcam').includes('KEDAScalerFailed'));
  await cluster.redis('XADD', 'instrument:lsstcam', '*', 'instrument', 'LSSTCam');
  await until('the group is missed', async () => /error getting scale decision\t.*NOGROUP/.test(await log()));
  await cluster.redis('XGROUP', 'CREATE', 'instrument:lsstcam', 'lsstcam_consumer_group', '$', 'mkstream');
  await until('it recovers', () => conditions(cluster, 'prompt-keda-lsstcam')['Ready'] === 'True');
  await cluster.redis('XADD', 'instrument:lsstcam', '*', 'instrument', 'LSSTCam', 'groupId', 'g', 'detector', '1');
  await until('it scales again', async () => Number((await group(cluster, 'lsstcam'))['entries-read']) > 0);
});

test('without the operator\'s pod nothing scales', { timeout: 60_000 }, async () => {
  await using cluster = trial(prod);
  await until('all is there', () => cluster.ready('prompt-redis').length === 1 && cluster.ready('keda').length === 1);
  cluster.change('apps/v1', 'Deployment', 'keda', 'keda-operator', (object) => { object['spec'].replicas = 0; });
  await until('the operator is gone', () => cluster.ready('keda').length === 0);
  cluster.change(api, 'ScaledJob', 'prompt-processing', 'prompt-keda-lsstcam', annotate(undefined));
  cluster.clock.pass(10 * 60_000, 1_000);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.deepEqual(cluster.cluster.storage.list(jobs, 'prompt-processing'), []);
  cluster.change('apps/v1', 'Deployment', 'keda', 'keda-operator', (object) => { object['spec'].replicas = 1; });
  await until('it scales again', () => cluster.cluster.storage.list(jobs, 'prompt-processing').length > 0);
});

test('a ScaledJob that cannot be is told so, and does not end the operator', { timeout: 60_000 }, async () => {
  await using cluster = trial(prod);
  await until('all is there', () => cluster.ready('keda').length === 1 && cluster.ready('prompt-redis').length === 1);
  cluster.change(api, 'ScaledJob', 'prompt-processing', 'prompt-keda-lsstcam', (object) => {
    annotate(undefined)(object);
    object['spec'].jobTargetRef.template.spec.containers = [];
  });
  await until('the job cannot be made', async () => /Failed to create a new Job/.test(await cluster.log('keda', 'keda-operator')));
  assert.ok(cluster.reasons('prompt-processing', 'prompt-keda-lsstcam').includes('KEDAJobCreateFailed'));
  cluster.change(api, 'ScaledJob', 'prompt-processing', 'prompt-keda-lsstcam', (object) => { object['spec'].triggers[0].type = 'cron'; });
  await until('the trigger is refused', () => cluster.reasons('prompt-processing', 'prompt-keda-lsstcam').includes('ScaledJobCheckFailed'));
  assert.equal(conditions(cluster, 'prompt-keda-lsstcam')['Ready'], 'False');
  assert.deepEqual(cluster.errors, []);
});
