/**
 * Prompt Kafka in a new cluster, as its chart makes it: a Kafka with a pool of three controllers and one of three brokers,
 * topics and users (https://github.com/lsst-sqre/phalanx/tree/main/applications/prompt-kafka), and some messages to look at.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../cluster/object.ts';
import { type Message, toLine } from '../operators/strimzi/message.ts';
import type { ServiceSeed } from './service.ts';

const namespace = 'prompt-kafka';
const cluster = 'prompt-kafka';
const labels = { 'strimzi.io/cluster': cluster };

/** context → Kafka's version there */
const versions: Readonly<Record<string, string>> = { 'usdfdev-prompt-processing': '3.9.1', 'usdfprod-prompt-processing': '4.0.0' };

const topics = [
  { name: 'butler-writer', partitions: 1, retention: 1_209_600_000 },
  // Kept for ever: being able to replay it helps those downstream.
  { name: 'butler-writer-ingestion-events', partitions: 1, retention: -1 },
];

export const promptKafka: ServiceSeed = {
  manifests(context): Manifest[] {
    return [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      {
        apiVersion: 'v1', kind: 'Secret', metadata: { name: 'prompt-kafka', namespace }, type: 'Opaque',
        data: Object.fromEntries(['butler-writer-password', 'prompt-publication-consumer-password', 'kafdrop-password', 'replicator-password'].map((key) => [key, practicePassword(context, key)])),
      },
      pool('kafka', 'broker', '100Gi', { 'strimzi.io/next-node-ids': '[0-99]' }),
      pool('controller', 'controller', '20Gi'),
      kafka(versions[context] ?? '3.9.1'),
      ...topics.map((topic): Manifest => ({
        apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'KafkaTopic', metadata: { name: topic.name, namespace, labels },
        spec: { replicas: 3, partitions: topic.partitions, config: { 'retention.ms': topic.retention } },
      })),
      user('butler-writer', [acl('group', '*'), ...topics.map(({ name }) => acl('topic', name)), acl('transactionalId', 'butler-writer-output')]),
      user('prompt-publication-consumer', [acl('group', '*'), acl('topic', 'butler-writer-ingestion-events', ['Read', 'Describe'])]),
      user('kafdrop', [acl('group', '*'), acl('topic', '*', ['Read', 'Describe'])]),
    ];
  },
  plant(folder, now) {
    const place = join(folder, 'kafka', `${namespace}.${cluster}`);
    mkdirSync(place, { recursive: true, mode: 0o700 });
    for (const { name } of topics) writeFileSync(join(place, name), messages(name, now).map(toLine).join(''), { mode: 0o600 });
  },
};

function pool(name: string, role: string, size: string, annotations: Record<string, string> = {}): Manifest {
  return {
    apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'KafkaNodePool', metadata: { name, namespace, labels, annotations },
    spec: { replicas: 3, roles: [role], storage: { type: 'jbod', volumes: [{ id: 0, type: 'persistent-claim', size, class: 'wekafs--sdf-k8s01', deleteClaim: false }] } },
  };
}

function kafka(version: string): Manifest {
  const listener = (name: string, port: number, tls: boolean, type: string) => ({ name, port, type: 'internal', tls, authentication: { type } });
  return {
    apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'Kafka',
    metadata: { name: cluster, namespace, annotations: { 'strimzi.io/kraft': 'enabled', 'strimzi.io/node-pools': 'enabled' } },
    spec: {
      kafka: {
        version,
        listeners: [listener('plain', 9092, false, 'scram-sha-512'), listener('tls', 9093, true, 'tls')],
        authorization: { type: 'simple', superUsers: ['kafka-admin'] },
        config: {
          'offsets.topic.replication.factor': 3, 'transaction.state.log.replication.factor': 3, 'transaction.state.log.min.isr': 2,
          'default.replication.factor': 3, 'min.insync.replicas': 2, 'log.retention.hours': 48, 'message.max.bytes': 10_485_760,
        },
      },
      entityOperator: { topicOperator: {}, userOperator: {} },
    },
  };
}

function user(name: string, acls: readonly object[]): Manifest {
  return {
    apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'KafkaUser', metadata: { name, namespace, labels },
    spec: {
      authentication: { type: 'scram-sha-512', password: { valueFrom: { secretKeyRef: { name: 'prompt-kafka', key: `${name}-password` } } } },
      authorization: { type: 'simple', acls },
    },
  };
}

function acl(type: string, name: string, operations: readonly string[] = ['All']): object {
  return { type: 'allow', host: '*', resource: { type, name, patternType: 'literal' }, operations };
}

/** A password that opens nothing, the same in every world: base64, as in a Secret. */
function practicePassword(context: string, key: string): string {
  return Buffer.from(createHash('sha256').update(`practice ${context} ${key}`).digest('base64url').slice(0, 24)).toString('base64');
}

/** What the last visits before the world began have left in a topic. */
function messages(topic: string, now: number): Message[] {
  return Array.from({ length: 12 }, (_, index) => {
    const time = Math.round(now - (300 + (11 - index) * 34) * 1000);
    const groupId = new Date(time - 60_000).toISOString().replace('Z', '');
    const detector = (index * 37) % 189;
    const value = topic === 'butler-writer'
      ? { type: 'pp-output', timestamp: time, instrument: 'LSSTCam', groupId, detector, datasets: detector % 7 + 5 }
      : { type: 'ingested', timestamp: time, origin: 'butler-writer', instrument: 'LSSTCam', groupId, detector };
    return { number: index + 1, partition: 0, offset: index, time, key: groupId, value: JSON.stringify(value) };
  });
}
