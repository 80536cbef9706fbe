/** Strimzi's user operator: a KafkaUser gets a Secret with its password, and a status that names both. */
import { randomBytes } from 'node:crypto';
import { formatTime } from '../../cluster/clock.ts';
import { type Controller, type ControllerContext, splitKey } from '../../cluster/controllers/controller.ts';
import { isRecord, type JsonObject, type KubeObject, ownerReference } from '../../cluster/object.ts';
import { pods, secrets } from '../../cluster/resources.ts';
import type { Change } from '../../cluster/storage.ts';
import { entityPod, sayAs } from './entity-operator.ts';
import { inner } from './kafka.ts';
import { clusterLabel, type Kinds, type StrimziObject, theCondition } from './kinds.ts';

interface Secret extends KubeObject { data?: Record<string, string> }

export class UserController implements Controller {
  readonly name = 'kafkauser';
  readonly #context: ControllerContext;
  readonly #kinds: Kinds;
  readonly #network: string;

  /** Takes the cluster's insides, Strimzi's kinds and the network's folder. */
  constructor(context: ControllerContext, kinds: Kinds, network: string) {
    this.#context = context;
    this.#kinds = kinds;
    this.#network = network;
  }

  keys({ resource, object }: Change): string[] {
    if (resource === this.#kinds.users) return [keyOf(object)];
    // A Kafka may have become ready, a Secret may hold the password a user waits for.
    const isEntity = resource === pods && object.metadata.labels?.['app.kubernetes.io/name'] === 'entity-operator';
    if (!isEntity && resource !== this.#kinds.kafkas && resource !== secrets) return [];
    return this.#context.storage.list(this.#kinds.users, object.metadata.namespace).map(keyOf);
  }

  reconcile(key: string): undefined {
    const [namespace, name] = splitKey(key);
    const { storage, clock } = this.#context;
    const user = storage.get<StrimziObject>(this.#kinds.users, namespace, name);
    if (user === undefined || user.metadata.deletionTimestamp !== undefined) return;
    if (!this.#isServed(namespace, user.metadata.labels?.[clusterLabel] ?? '')) return;
    const why = this.#secret(user);
    const told = why === null ? { type: 'Ready', status: 'True' } as const : { type: 'NotReady', status: 'True', reason: 'InvalidResourceException', message: why } as const;
    const conditions = theCondition(told, user.status?.conditions, formatTime(clock.now()));
    const status = { conditions, observedGeneration: user.metadata.generation ?? 1, username: name, ...(why === null ? { secret: name } : {}) };
    storage.update(this.#kinds.users, { ...user, metadata: { ...user.metadata }, status });
  }

  /** Whether the Kafka and its entity operator are there. */
  #isServed(namespace: string, kafka: string): boolean {
    const { storage } = this.#context;
    const conditions = storage.get<StrimziObject>(this.#kinds.kafkas, namespace, kafka)?.status?.conditions ?? [];
    return conditions.some(({ type, status }) => type === 'Ready' && status === 'True') && entityPod(storage, namespace, kafka) !== null;
  }

  /** Makes the user's Secret when there is none; gives why it cannot be made, or null. */
  #secret(user: StrimziObject): string | null {
    const { storage, objects } = this.#context;
    const { name, namespace = '' } = user.metadata;
    const authentication = inner(inner(user as unknown as JsonObject, 'spec'), 'authentication');
    if (authentication['type'] !== 'scram-sha-512') return 'practice knows users with authentication of type scram-sha-512 only';
    const password = this.#password(namespace, authentication);
    if (typeof password !== 'string') return password.why;
    const known = storage.get<Secret>(secrets, namespace, name);
    if (known !== undefined) return known.metadata.ownerReferences?.some(({ uid }) => uid === user.metadata.uid) === true ? null : `Secret ${name} exists and is not of this user`;
    const jaas = `org.apache.kafka.common.security.scram.ScramLoginModule required username="${name}" password="${password.replace(/["\\]/g, '\\$&')}";`;
    const encode = (text: string): string => Buffer.from(text).toString('base64');
    objects.create(secrets, namespace, {
      metadata: { name, labels: { ...user.metadata.labels, 'strimzi.io/kind': 'KafkaUser' }, ownerReferences: [ownerReference(user)] },
      type: 'Opaque', data: { password: encode(password), 'sasl.jaas.config': encode(jaas) },
    });
    const place = { network: this.#network, namespace, kafka: user.metadata.labels?.[clusterLabel] ?? '' };
    sayAs('user-operator', place, this.#context.clock.now(), 'INFO', `KafkaUser(${namespace}/${name}): Created user and its Secret`);
    return null;
  }

  /** Gives the password the user names, or a new one. */
  #password(namespace: string, authentication: JsonObject): string | { why: string } {
    const given = inner(inner(authentication, 'password'), 'valueFrom')['secretKeyRef'];
    if (!isRecord(given)) return randomBytes(24).toString('base64url');
    const [name, key] = [String(given['name']), String(given['key'])];
    const found = this.#context.storage.get<Secret>(secrets, namespace, name)?.data?.[key];
    return found === undefined ? { why: `Secret ${name} with requested user password does not exist or has no key ${key}` } : Buffer.from(found, 'base64').toString();
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
