/** Kafka as Strimzi declares it (strimzi-kafka-operator 0.45, packaging/install/cluster-operator/04*-Crd-*.yaml). */
import { declare, scale } from '../declare.ts';
import { type CustomKind, type PrinterColumn, type Structure, ageColumn, conditionPath } from './kind.ts';

const categories = ['strimzi'];
const group = 'kafka.strimzi.io/v1beta2';
const ready: PrinterColumn = { name: 'Ready', type: 'string', path: conditionPath('Ready') };
const cluster: PrinterColumn = { name: 'Cluster', type: 'string', path: '.metadata.labels.strimzi\\.io/cluster' };

const text: Structure = { type: 'string' };
const count: Structure = { type: 'integer', minimum: 0 };
const amountOrNull = (description: string): Structure => ({ type: 'integer', minimum: 1, description });

function object(spec: Structure): Structure {
  return { type: 'object', properties: { spec: { type: 'object', ...spec }, status: { type: 'object' } } };
}

const storage: Structure = {
  type: 'object', required: ['type'], properties: {
    type: { type: 'string', enum: ['ephemeral', 'persistent-claim', 'jbod'], description: 'Where brokers keep their data.' },
    size: text, class: text, deleteClaim: { type: 'boolean' },
  },
};

const listener: Structure = {
  type: 'object', required: ['name', 'port', 'type', 'tls'], properties: {
    name: { type: 'string', pattern: '^[a-z0-9]{1,11}$' },
    port: { type: 'integer', minimum: 9092 },
    type: { type: 'string', enum: ['internal', 'route', 'loadbalancer', 'nodeport', 'ingress', 'cluster-ip'] },
    tls: { type: 'boolean' },
    authentication: {
      type: 'object', required: ['type'], properties: { type: { type: 'string', enum: ['tls', 'scram-sha-512', 'oauth', 'custom'] } },
    },
  },
};

const kafka: CustomKind = {
  resource: declare(group, 'kafkas', 'Kafka', { short: ['k'], categories, status: true }),
  fields: ['spec', 'status'],
  structure: object({
    required: ['kafka'],
    properties: {
      kafka: {
        type: 'object', required: ['listeners'], description: 'The brokers of the cluster.',
        properties: {
          version: text, metadataVersion: text, replicas: { type: 'integer', minimum: 1 }, image: text,
          listeners: { type: 'array', minItems: 1, items: listener }, config: { type: 'object' }, storage,
        },
      },
      entityOperator: {
        type: 'object', description: 'What makes topics and users as their resources say.',
        properties: { topicOperator: { type: 'object' }, userOperator: { type: 'object' } },
      },
      zookeeper: { type: 'object' }, kafkaExporter: { type: 'object' }, cruiseControl: { type: 'object' },
    },
  }),
  columns: [
    { name: 'Desired Kafka replicas', type: 'integer', path: '.spec.kafka.replicas' },
    { name: 'Desired ZK replicas', type: 'integer', path: '.spec.zookeeper.replicas' },
    ready,
    { name: 'Metadata State', type: 'string', path: '.status.kafkaMetadataState' },
    { name: 'Warnings', type: 'string', path: conditionPath('Warning') },
  ],
};

const nodePool: CustomKind = {
  resource: declare(group, 'kafkanodepools', 'KafkaNodePool', { short: ['knp'], categories, status: true, subresources: [scale] }),
  fields: ['spec', 'status'],
  structure: object({
    required: ['replicas', 'storage', 'roles'],
    properties: {
      replicas: { ...count, description: 'How many nodes the pool has.' }, storage,
      roles: { type: 'array', items: { type: 'string', enum: ['controller', 'broker'] }, description: 'What the nodes are: controllers, brokers, or both.' },
      resources: { type: 'object' }, jvmOptions: { type: 'object' }, template: { type: 'object' },
    },
  }),
  columns: [
    { name: 'Desired replicas', type: 'integer', path: '.spec.replicas' },
    { name: 'Roles', type: 'string', path: '.status.roles' },
    { name: 'NodeIds', type: 'string', path: '.status.nodeIds' },
  ],
};

const topic: CustomKind = {
  resource: declare(group, 'kafkatopics', 'KafkaTopic', { short: ['kt'], categories, status: true }),
  fields: ['spec', 'status'],
  structure: object({
    properties: {
      topicName: { ...text, description: 'Name of the topic in Kafka, when it is not the name of the resource.' },
      partitions: amountOrNull('How many partitions the topic has. They can become more, never fewer.'),
      replicas: { type: 'integer', minimum: 1, maximum: 32767, description: 'On how many brokers each partition is kept.' },
      config: { type: 'object', description: 'Settings of the topic, such as retention.ms.' },
    },
  }),
  columns: [
    cluster,
    { name: 'Partitions', type: 'integer', path: '.spec.partitions' },
    { name: 'Replication factor', type: 'integer', path: '.spec.replicas' },
    ready,
  ],
};

const user: CustomKind = {
  resource: declare(group, 'kafkausers', 'KafkaUser', { short: ['ku'], categories, status: true }),
  fields: ['spec', 'status'],
  structure: object({
    properties: {
      authentication: {
        type: 'object', required: ['type'], description: 'How the user proves who they are.',
        properties: { type: { type: 'string', enum: ['tls', 'tls-external', 'scram-sha-512'] } },
      },
      authorization: {
        type: 'object', required: ['type', 'acls'], description: 'What the user may do.',
        properties: { type: { type: 'string', enum: ['simple'] }, acls: { type: 'array', items: { type: 'object', required: ['resource'] } } },
      },
      quotas: { type: 'object' }, template: { type: 'object' },
    },
  }),
  columns: [
    cluster,
    { name: 'Authentication', type: 'string', path: '.spec.authentication.type' },
    { name: 'Authorization', type: 'string', path: '.spec.authorization.type' },
    ready,
  ],
};

const podSet: CustomKind = {
  resource: declare('core.strimzi.io/v1beta2', 'strimzipodsets', 'StrimziPodSet', { short: ['sps'], categories, status: true }),
  fields: ['spec', 'status'],
  structure: object({
    required: ['selector', 'pods'],
    properties: { selector: { type: 'object' }, pods: { type: 'array', items: { type: 'object' }, description: 'The pods, whole.' } },
  }),
  columns: [
    { name: 'Pods', type: 'integer', path: '.status.pods' },
    { name: 'Ready Pods', type: 'integer', path: '.status.readyPods' },
    { name: 'Current Pods', type: 'integer', path: '.status.currentPods' },
    ageColumn,
  ],
};

export const strimziKinds: readonly CustomKind[] = [kafka, nodePool, topic, user, podSet];
export const kafkas = kafka.resource;
export const kafkaNodePools = nodePool.resource;
export const kafkaTopics = topic.resource;
export const kafkaUsers = user.resource;
export const strimziPodSets = podSet.resource;
