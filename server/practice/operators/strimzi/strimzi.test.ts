/** Strimzi and Kafka's nodes, with real pods; and what Kafdrop shows of them. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { isReady, type Pod } from '../../cluster/pod.ts';
import { pods } from '../../cluster/resources.ts';
import { kafdropSite } from '../../front/kafdrop.ts';
import { promptKafka } from '../../seed/prompt-kafka.ts';
import { strimzi as strimziSeed } from '../../seed/strimzi.ts';
import { TrialCluster, until } from '../trial-cluster.ts';
import type { StrimziObject } from './kinds.ts';
import { strimzi } from './operator.ts';

const api = 'kafka.strimzi.io/v1beta2';
const core = 'core.strimzi.io/v1beta2';
const home = 'prompt-kafka';
const nodes = ['controller-3', 'controller-4', 'controller-5', 'kafka-0', 'kafka-1', 'kafka-2'].map((one) => `prompt-kafka-${one}`);
const controllers = nodes.slice(0, 3);
const brokers = nodes.slice(3);

async function trial(): Promise<TrialCluster> {
  const cluster = new TrialCluster({ context: 'usdfdev-prompt-processing', services: [strimziSeed, promptKafka], operators: [strimzi] });
  await until('all nodes serve', () => serving(cluster).length === nodes.length && condition(cluster, 'Kafka', 'prompt-kafka')?.type === 'Ready');
  return cluster;
}

/** nodes that are ready */
function serving(cluster: TrialCluster): string[] {
  return cluster.ready(home).filter((name) => nodes.includes(name));
}

function condition(cluster: TrialCluster, kind: string, name: string): { type: string; status: string; reason?: string; message?: string } | undefined {
  return cluster.get<StrimziObject>(api, kind, home, name)?.status?.conditions?.[0];
}

function uids(cluster: TrialCluster, names: readonly string[]): (string | undefined)[] {
  return names.map((name) => cluster.get<Pod>('v1', 'Pod', home, name)?.metadata.uid);
}

const annotated = (annotation: string, value: string | undefined) => (object: Record<string, any>): void => { // eslint-disable-line @typescript-eslint/no-explicit-any
  const others = Object.entries(object['metadata'].annotations ?? {}).filter(([name]) => name !== annotation);
  object['metadata'].annotations = Object.fromEntries(value === undefined ? others : [...others, [annotation, value]]);
};
const topicManifest = (name: string, spec: object) => ({ apiVersion: api, kind: 'KafkaTopic', metadata: { name, namespace: home, labels: { 'strimzi.io/cluster': 'prompt-kafka' } }, spec });

/** a server of the site, and requests to it */
async function kafdrop(cluster: TrialCluster) {
  const site = kafdropSite(cluster.parts);
  const server = createServer((request, response) => { void site.handle(request, response); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { request } = await import('node:http');
  const get = (path: string, accept: string, host = 'usdfdev-prompt-processing.slac.stanford.edu'): Promise<{ status: number; text: string; headers: Record<string, unknown> }> => new Promise((resolve, reject) => {
    request(`${base}${path}`, { headers: { host, accept }, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    }).on('error', reject).end();
  });
  return { page: (path: string, host?: string) => get(path, 'text/html,application/xhtml+xml', host), json: async (path: string) => JSON.parse((await get(path, 'application/json')).text) as any, close: () => server.close() }; // eslint-disable-line @typescript-eslint/no-explicit-any
}

test('a Kafka comes up: node numbers, pod sets with their pods, claims, topics and users', { timeout: 60_000 }, async () => {
  await using cluster = await trial();
  assert.deepEqual(serving(cluster).sort(), nodes);
  const pod = cluster.get<Pod>('v1', 'Pod', home, 'prompt-kafka-kafka-0');
  assert.equal(pod?.metadata.ownerReferences?.[0]?.kind, 'StrimziPodSet');
  assert.deepEqual(cluster.list('v1', 'PersistentVolumeClaim', home).map(({ metadata }) => metadata.name), nodes.map((name) => `data-0-${name}`));
  // What a set says of its pods follows them.
  await until('the sets count their pods', () => ['controller', 'kafka'].every((pool) => {
    const status = cluster.get<StrimziObject>(core, 'StrimziPodSet', home, `prompt-kafka-${pool}`)?.status;
    return status?.['pods'] === 3 && status['readyPods'] === 3 && status['currentPods'] === 3;
  }));
  await until('topics and users are ready', () => ['KafkaTopic', 'KafkaUser'].every((kind) => cluster.list<StrimziObject>(api, kind, home).every(({ status }) => status?.conditions?.[0]?.status === 'True')));
  const secret = cluster.get<StrimziObject & { data: Record<string, string> }>('v1', 'Secret', home, 'butler-writer');
  assert.match(Buffer.from(secret?.data['sasl.jaas.config'] ?? '', 'base64').toString(), /ScramLoginModule required username="butler-writer"/);
  assert.match(await cluster.log(home, 'prompt-kafka-kafka-1'), /Successfully registered broker 1/);
  await until('the operators tell of it', async () => /Creating StrimziPodSet prompt-kafka-kafka/.test(await cluster.log('strimzi', 'strimzi-cluster-operator')) && /Created topic butler-writer/.test(await cluster.log(home, 'prompt-kafka-entity-operator')));
  assert.deepEqual(cluster.errors, []);
});

test('tools in the pods list topics, send and read messages', { timeout: 60_000 }, async () => {
  await using cluster = await trial();
  await until('topics are there', async () => (await cluster.exec(home, brokers[0]!, ['bin/kafka-topics.sh', '--bootstrap-server', 'localhost:9092', '--list'])).out === 'butler-writer\nbutler-writer-ingestion-events\n');
  const described = (await cluster.exec(home, brokers[0]!, ['bin/kafka-topics.sh', '--describe', '--topic', 'butler-writer'])).out;
  assert.match(described, /^Topic: butler-writer\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: retention.ms=1209600000\n\tTopic: butler-writer\tPartition: 0\tLeader: 0\tReplicas: 0,1,2/);
  const read = async (...more: string[]) => (await cluster.exec(home, brokers[1]!, ['bin/kafka-console-consumer.sh', '--topic', 'butler-writer', '--from-beginning', ...more])).out;
  assert.equal((await read('--max-messages', '2')).split('\n').filter((line) => line.startsWith('{')).length, 2);
  assert.equal((await cluster.exec(home, brokers[2]!, ['bin/kafka-console-producer.sh', '--topic', 'butler-writer'], 'hello kafka\n')).status, 0);
  assert.match(await read('--max-messages', '13'), /\nhello kafka\nProcessed a total of 13 messages\n$/);
  const missing = await cluster.exec(home, brokers[0]!, ['bin/kafka-console-consumer.sh', '--topic', '../topics']);
  assert.notEqual(missing.status, 0);
});

test('brokers that started before the controllers stay unready until they are restarted', { timeout: 90_000 }, async () => {
  await using cluster = await trial();
  cluster.change(core, 'StrimziPodSet', home, 'prompt-kafka-controller', annotated('strimzi.io/pause-reconciliation', 'true'));
  for (const name of nodes) cluster.delete('v1', 'Pod', home, name);
  const isWaiting = () => brokers.every((name) => cluster.get<Pod>('v1', 'Pod', home, name)?.status?.phase === 'Running');
  await until('brokers wait for controllers', () => isWaiting() && serving(cluster).length === 0 && controllers.every((name) => cluster.get('v1', 'Pod', home, name) === undefined));
  const log = () => cluster.log(home, brokers[0]!);
  await until('they say so', async () => /Unable to register the broker: no active controller/.test(await log()));
  cluster.clock.pass(3 * 60_000, 2_000);
  await until('they have given up', async () => /ERROR \[BrokerLifecycleManager id=0\] Unable to register with the controller quorum/.test(await log()));
  cluster.change(core, 'StrimziPodSet', home, 'prompt-kafka-controller', annotated('strimzi.io/pause-reconciliation', undefined));
  await until('controllers serve', () => serving(cluster).length === 3);
  await until('the Kafka is told not to be ready', () => condition(cluster, 'Kafka', 'prompt-kafka')?.reason === 'TimeoutException');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.deepEqual(serving(cluster).sort(), controllers);
  cluster.change(core, 'StrimziPodSet', home, 'prompt-kafka-kafka', annotated('strimzi.io/manual-rolling-update', 'true'));
  await until('restarted brokers serve', () => serving(cluster).length === nodes.length && condition(cluster, 'Kafka', 'prompt-kafka')?.type === 'Ready', 45_000);
  assert.deepEqual(cluster.errors, []);
});

test('brokers that need not wait long register when the controllers come; a deleted pod comes back', { timeout: 90_000 }, async () => {
  await using cluster = await trial();
  cluster.change(core, 'StrimziPodSet', home, 'prompt-kafka-controller', annotated('strimzi.io/pause-reconciliation', 'true'));
  for (const name of nodes) cluster.delete('v1', 'Pod', home, name);
  await until('brokers run alone', () => brokers.every((name) => cluster.get<Pod>('v1', 'Pod', home, name)?.status?.phase === 'Running'));
  cluster.change(core, 'StrimziPodSet', home, 'prompt-kafka-controller', annotated('strimzi.io/pause-reconciliation', undefined));
  await until('all serve', () => serving(cluster).length === nodes.length);
});

test('a manual rolling update replaces every pod of its set, one at a time', { timeout: 90_000 }, async () => {
  await using cluster = await trial();
  const before = uids(cluster, nodes);
  let fewest = nodes.length;
  const end = cluster.cluster.storage.onChange(({ resource }) => {
    if (resource === pods) fewest = Math.min(fewest, cluster.cluster.storage.list<Pod>(pods, home).filter((pod) => nodes.includes(pod.metadata.name) && isReady(pod) && pod.metadata.deletionTimestamp === undefined).length);
  });
  cluster.change(core, 'StrimziPodSet', home, 'prompt-kafka-kafka', annotated('strimzi.io/manual-rolling-update', 'true'));
  await until('all brokers are others', () => uids(cluster, brokers).every((uid, at) => uid !== undefined && uid !== before[at + 3]) && serving(cluster).length === nodes.length, 60_000);
  end();
  assert.deepEqual(uids(cluster, controllers), before.slice(0, 3));
  assert.equal(fewest, nodes.length - 1);
  assert.equal(cluster.get<StrimziObject>(core, 'StrimziPodSet', home, 'prompt-kafka-kafka')?.metadata.annotations?.['strimzi.io/manual-rolling-update'], undefined);
});

test('another version rolls the pods; one the operator does not run is refused', { timeout: 90_000 }, async () => {
  await using cluster = await trial();
  cluster.change(api, 'Kafka', home, 'prompt-kafka', (object) => { object['spec'].kafka.version = '1.0.0'; });
  await until('it is refused', () => /Unsupported Kafka.spec.kafka.version: 1.0.0/.test(condition(cluster, 'Kafka', 'prompt-kafka')?.message ?? ''));
  cluster.change(api, 'Kafka', home, 'prompt-kafka', (object) => { object['spec'].kafka.version = '4.0.0'; });
  await until('all run the new version', () => nodes.every((name) => cluster.get<Pod>('v1', 'Pod', home, name)?.spec.containers[0]?.image === 'quay.io/strimzi/kafka:0.47.0-kafka-4.0.0') && serving(cluster).length === nodes.length, 60_000);
});

test('a topic made as an object appears in Kafdrop, and goes with it; names and messages are only text there', { timeout: 60_000 }, async () => {
  await using cluster = await trial();
  const { page, json, close } = await kafdrop(cluster);
  try {
    await until('topics are shown', async () => (await page('/kafdrop/')).text.includes('butler-writer-ingestion-events'));
    cluster.cluster.apply([topicManifest('new-topic', { partitions: 2, replicas: 3, config: { 'retention.ms': 1000 } }), topicManifest('bad', { topicName: '<script>', partitions: 1, replicas: 1 }), topicManifest('too-many', { partitions: 1, replicas: 5 })]);
    await until('the topic is ready', () => condition(cluster, 'KafkaTopic', 'new-topic')?.status === 'True');
    assert.match(condition(cluster, 'KafkaTopic', 'bad')?.message ?? '', /is illegal/);
    assert.match(condition(cluster, 'KafkaTopic', 'too-many')?.message ?? '', /replication factor of 5 cannot be reached/);
    const overview = await page('/kafdrop/');
    assert.match(overview.text, /<a href="topic\/new-topic">new-topic<\/a>/);
    assert.match(String(overview.headers['content-security-policy']), /default-src 'none'/);
    assert.deepEqual((await json('/kafdrop/')).topics.map(({ name, partitions }: { name: string; partitions: number }) => [name, partitions]), [['butler-writer', 1], ['butler-writer-ingestion-events', 1], ['new-topic', 2]]);
    await cluster.exec(home, brokers[0]!, ['bin/kafka-console-producer.sh', '--topic', 'new-topic'], '<script>alert("$&")</script>\n');
    await until('the message is shown', async () => (await json('/kafdrop/topic/new-topic/messages')).length === 1);
    const messages = (await page('/kafdrop/topic/new-topic/messages')).text;
    assert.ok(!messages.includes('<script>') && messages.includes('&#60;script&#62;alert(&#34;$&#38;&#34;)'), messages);
    assert.match((await page('/kafdrop/topic/new-topic')).text, /retention\.ms/);
    assert.equal((await page('/kafdrop/topic/%3Cb%3E')).status, 404);
    assert.ok(!(await page('/kafdrop/topic/%3Cb%3E')).text.includes('<b>'));
    assert.equal((await page('/kafdrop/', 'elsewhere.example')).status, 404);
    assert.equal((await page('/kafdrop')).headers['location'], 'kafdrop/');
    cluster.delete(api, 'KafkaTopic', home, 'new-topic');
    await until('it is gone', async () => (await page('/kafdrop/topic/new-topic')).status === 404);
    for (const name of brokers) cluster.delete('v1', 'Pod', home, name);
    assert.equal((await page('/kafdrop/')).status, 503);
  } finally {
    close();
  }
});

test('without the entity operator topics are left as they are', { timeout: 60_000 }, async () => {
  await using cluster = await trial();
  await until('it is there', () => cluster.ready(home).some((name) => name.startsWith('prompt-kafka-entity-operator')));
  cluster.change('apps/v1', 'Deployment', home, 'prompt-kafka-entity-operator', (object) => { object['spec'].replicas = 0; });
  await until('it is gone', () => !cluster.ready(home).some((name) => name.startsWith('prompt-kafka-entity-operator')));
  cluster.cluster.apply([topicManifest('new-topic', { partitions: 1, replicas: 1 })]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(condition(cluster, 'KafkaTopic', 'new-topic'), undefined);
  cluster.change('apps/v1', 'Deployment', home, 'prompt-kafka-entity-operator', (object) => { object['spec'].replicas = 1; });
  await until('the topic is made', () => condition(cluster, 'KafkaTopic', 'new-topic')?.status === 'True');
});

test('without the operator\'s pod nothing is mended', { timeout: 60_000 }, async () => {
  await using cluster = await trial();
  cluster.change('apps/v1', 'Deployment', 'strimzi', 'strimzi-cluster-operator', (object) => { object['spec'].replicas = 0; });
  await until('the operator is gone', () => cluster.ready('strimzi').length === 0);
  cluster.delete('v1', 'Pod', home, brokers[0]!);
  await until('the pod is gone', () => cluster.get('v1', 'Pod', home, brokers[0]!) === undefined);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert.equal(cluster.get('v1', 'Pod', home, brokers[0]!), undefined);
  cluster.change('apps/v1', 'Deployment', 'strimzi', 'strimzi-cluster-operator', (object) => { object['spec'].replicas = 1; });
  await until('it is back', () => serving(cluster).length === nodes.length);
});
