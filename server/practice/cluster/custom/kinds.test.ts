import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Bench, type Result, startBench } from '../testing/kubectl.ts';

let bench: Bench;

before(async () => { bench = await startBench(); });
after(() => bench.close());

const topic = (spec: object, more: object = {}) => JSON.stringify({
  apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'KafkaTopic', metadata: { name: 'alerts', labels: { 'strimzi.io/cluster': 'prompt-kafka' } }, spec, ...more,
});

async function run(args: string | string[], expected: { status?: number; stdout?: RegExp | string; stderr?: RegExp | string }, input = ''): Promise<Result> {
  const result = await bench.kubectl(args, { input });
  const what = `kubectl ${String(args)}: ${JSON.stringify(result)}`;
  assert.equal(result.status, expected.status ?? 0, what);
  for (const name of ['stdout', 'stderr'] as const) {
    const wanted = expected[name];
    if (typeof wanted === 'string') assert.equal(result[name], wanted, what);
    else if (wanted) assert.match(result[name], wanted, what);
  }
  return result;
}

test('a topic is made, shown, changed and removed by the real kubectl', async () => {
  await run('apply -f -', { stdout: 'kafkatopic.kafka.strimzi.io/alerts created\n' }, topic({ partitions: 3, replicas: 2, config: { 'retention.ms': 1000 } }));
  await run('apply -f -', { stdout: 'kafkatopic.kafka.strimzi.io/alerts unchanged\n' }, topic({ partitions: 3, replicas: 2, config: { 'retention.ms': 1000 } }));
  await run('apply -f -', { stdout: 'kafkatopic.kafka.strimzi.io/alerts configured\n' }, topic({ partitions: 6, replicas: 2 }));
  await run('get kt', { stdout: /^NAME +CLUSTER +PARTITIONS +REPLICATION FACTOR +READY *\nalerts +prompt-kafka +6 +2 *\n$/ });
  await run('get kt alerts -o jsonpath={.metadata.generation}{.spec.config}', { stdout: '2' });
  await run(['patch', 'kt', 'alerts', '--type=merge', '-p', '{"spec":{"partitions":9}}'], { stdout: 'kafkatopic.kafka.strimzi.io/alerts patched\n' });
  await run(['patch', 'kt', 'alerts', '--type=merge', '--subresource=status', '-p', '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}'], {});
  await run('get kafkatopics.kafka.strimzi.io alerts', { stdout: /alerts +prompt-kafka +9 +2 +True\n$/ });
  await run('wait --for=condition=Ready kt/alerts --timeout=5s', { stdout: /condition met/ });
  await run('get strimzi -o name', { stdout: 'kafkatopic.kafka.strimzi.io/alerts\n' });
  await run('delete kt alerts', { stdout: 'kafkatopic.kafka.strimzi.io "alerts" deleted\n' });
});

test('what a topic may not be', async () => {
  await run('create -f -', { status: 1, stderr: /^The KafkaTopic "alerts" is invalid: spec\.partitions: Invalid value: "string": spec\.partitions in body must be of type integer: "string"\n$/ }, topic({ partitions: 'x' }));
  await run('create -f -', { status: 1, stderr: /^Error from server \(BadRequest\): error when creating "STDIN": KafkaTopic in version "v1beta2" cannot be handled as a KafkaTopic: strict decoding error: unknown field "specs"\n$/ }, topic({}, { specs: {} }));
  await run('create -f -', { stdout: /created/ }, topic({}));
  await run(['patch', 'kt', 'alerts', '-p', '{"spec":{}}'], { status: 1, stderr: /application\/json-patch\+json, application\/merge-patch\+json/ });
  await run(['patch', 'kt', 'alerts', '--type=merge', '-p', '{"spec":{"partitions":0}}'], { status: 1, stderr: /^The KafkaTopic "alerts" is invalid: spec\.partitions: Invalid value: 0: spec\.partitions in body should be greater than or equal to 1\n$/ });
});

test('short names and tables of the others', async () => {
  const objects = [
    { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledJob', metadata: { name: 'latiss' }, spec: { jobTargetRef: { template: {} }, maxReplicaCount: 5, triggers: [] } },
    { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'next-visit' }, spec: { scaleTargetRef: { name: 'd' }, triggers: [] } },
    { apiVersion: 'keda.sh/v1alpha1', kind: 'TriggerAuthentication', metadata: { name: 'redis' }, spec: {} },
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 's3proxy' }, spec: { destination: {}, project: 'default' } },
    { apiVersion: 'ricoberger.de/v1alpha1', kind: 'VaultSecret', metadata: { name: 's3proxy' }, spec: { type: 'Opaque', path: 'secret/s3proxy' } },
  ];
  await run('apply -f -', { stdout: /^(.+ created\n){5}$/ }, objects.map((object) => JSON.stringify(object)).join('\n'));
  await run('get sj', { stdout: /^NAME +MIN +MAX +READY +ACTIVE +PAUSED +TRIGGERS +AUTHENTICATIONS +AGE\nlatiss +5 +\d+s\n$/ });
  await run('get so', { stdout: /^NAME +SCALETARGETKIND +SCALETARGETNAME +MIN +MAX +READY +ACTIVE +FALLBACK +PAUSED +TRIGGERS +AUTHENTICATIONS +AGE\nnext-visit +d +\d+s\n$/ });
  await run('get ta', { stdout: /^NAME +PODIDENTITY +SECRET +ENV +VAULTADDRESS +SCALEDOBJECTS +SCALEDJOBS *\nredis *\n$/ });
  await run('get app', { stdout: /^NAME +SYNC STATUS +HEALTH STATUS *\ns3proxy *\n$/ });
  await run('get apps -o wide', { stdout: /REVISION +PROJECT *\ns3proxy +default\n$/ });
  await run('get vaultsecrets', { stdout: /^NAME +SUCCEEDED +REASON +MESSAGE +LAST TRANSITION +RESOURCE VERSION\ns3proxy +\d+\n$/ });
  assert.deepEqual(bench.errors, []);
});
