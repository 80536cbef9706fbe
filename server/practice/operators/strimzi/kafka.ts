/** A Kafka and its node pools, read with care. Pure. */
import { isRecord, type JsonObject } from '../../cluster/object.ts';
import type { StrimziObject } from './kinds.ts';

export interface NodePool {
  object: StrimziObject;
  name: string;
  replicas: number;
  role: 'controller' | 'broker';
  /** ids told in its status */
  ids: number[];
  next: string;
  storage: string;
}

export interface KafkaPlan {
  version: string;
  /** milliseconds a broker waits for the controllers */
  registrationTimeout: number;
  listeners: { name: string; port: number }[];
}

/** Nodes one pool may have here: the practice world is a small machine. */
const mostNodes = 9;

/** Takes a Kafka, the versions the operator runs; gives what it asks for, or why that cannot be. */
export function readKafka(kafka: StrimziObject, supported: readonly string[]): KafkaPlan | { why: string; reason: string } {
  const spec = inner(inner(kafka as unknown as JsonObject, 'spec'), 'kafka');
  const version = typeof spec['version'] === 'string' ? spec['version'] : supported.at(-1) ?? '';
  if (!supported.includes(version)) {
    return { reason: 'UnsupportedVersionException', why: `Unsupported Kafka.spec.kafka.version: ${version}. Supported versions are: [${supported.join(', ')}]` };
  }
  const config = inner(spec, 'config');
  const timeout = Number(config['initial.broker.registration.timeout.ms'] ?? 60_000);
  const listeners = (Array.isArray(spec['listeners']) ? spec['listeners'] as unknown[] : []).flatMap((one) => {
    if (!isRecord(one)) return [];
    const { name, port } = one;
    return typeof name === 'string' && typeof port === 'number' ? [{ name: name.slice(0, 25), port }] : [];
  });
  if (listeners.length === 0) return { reason: 'InvalidResourceException', why: 'Kafka.spec.kafka.listeners: at least one listener is needed' };
  return { version, registrationTimeout: Number.isFinite(timeout) && timeout >= 0 ? timeout : 60_000, listeners };
}

/** Takes a KafkaNodePool; gives what it asks for, or why that cannot be. */
export function readPool(object: StrimziObject): NodePool | { why: string } {
  const spec = inner(object as unknown as JsonObject, 'spec');
  const { name } = object.metadata;
  const replicas = spec['replicas'];
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0 || replicas > mostNodes) {
    return { why: `KafkaNodePool ${name}: practice runs 0 to ${mostNodes} nodes in a pool` };
  }
  const roles = Array.isArray(spec['roles']) ? spec['roles'].map(String) : [];
  if (roles.length !== 1 || (roles[0] !== 'controller' && roles[0] !== 'broker')) {
    return { why: `KafkaNodePool ${name}: practice knows pools of controllers and pools of brokers, none of both` };
  }
  const ids = object.status?.['nodeIds'];
  const [volume] = volumesOf(inner(spec, 'storage'));
  const size = volume?.['size'];
  return {
    object, name, replicas, role: roles[0],
    ids: Array.isArray(ids) ? ids.filter((id): id is number => typeof id === 'number' && Number.isInteger(id) && id >= 0) : [],
    next: object.metadata.annotations?.['strimzi.io/next-node-ids'] ?? '',
    storage: typeof size === 'string' ? size : '1Gi',
  };
}

function volumesOf(storage: JsonObject): JsonObject[] {
  return (Array.isArray(storage['volumes']) ? storage['volumes'] as unknown[] : [storage]).filter(isRecord);
}

/** Takes an object and a field; gives the object in it, or an empty one. */
export function inner(object: JsonObject, field: string): JsonObject {
  const found = object[field];
  return isRecord(found) ? found : {};
}

/** What Kafka allows as a topic's name (org.apache.kafka.common.internals.Topic), but 200 letters at most: it becomes a file's. */
export function isTopicName(name: string): boolean {
  return /^[a-zA-Z0-9._-]{1,200}$/.test(name) && name !== '.' && name !== '..';
}
