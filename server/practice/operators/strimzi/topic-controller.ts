/** Strimzi's topic operator, and the broker's part: KafkaTopics become topics, and what pods send becomes their messages. */
import { join } from 'node:path';
import { formatTime } from '../../cluster/clock.ts';
import { type Controller, type ControllerContext, splitKey } from '../../cluster/controllers/controller.ts';
import type { JsonObject } from '../../cluster/object.ts';
import { isReady, type Pod } from '../../cluster/pod.ts';
import { pods } from '../../cluster/resources.ts';
import type { Change } from '../../cluster/storage.ts';
import { NoticeBoard } from '../notice-board.ts';
import type { OperatorPlace } from '../operators.ts';
import { entityPod, sayAs } from './entity-operator.ts';
import { inner, isTopicName } from './kafka.ts';
import { clusterKeyOf, clusterLabel, isMarked, type Kinds, pauseMark, type StrimziObject, theCondition } from './kinds.ts';
import { takeOutbox } from './outbox.ts';
import { keepStore } from './stores.ts';
import { type Topic, TopicStore } from './topic-store.ts';

/** What pods sent is taken in so often, in real milliseconds: it is files that are looked at, however fast the world's time runs. */
const collectEvery = 3_000;
/** Bytes taken in at a time, of all pods together: a pod more is begun while there is room. */
const mostCollected = 192 * 1024;

export class TopicController implements Controller {
  readonly name = 'kafkatopic';
  readonly #context: ControllerContext;
  readonly #kinds: Kinds;
  readonly #place: Pick<OperatorPlace, 'network' | 'folder' | 'parts' | 'context'>;
  readonly #stores = new Map<string, TopicStore>();
  /** bytes known of each pod's outbox, by the pod's uid */
  #known = new Map<string, number>();
  /** the pod to begin with next time, by its place in the list */
  #turn = 0;
  readonly #collecting: NodeJS.Timeout;

  /** Takes the cluster's insides, Strimzi's kinds, and where it is. */
  constructor(context: ControllerContext, kinds: Kinds, place: Pick<OperatorPlace, 'network' | 'folder' | 'parts' | 'context'>) {
    this.#context = context;
    this.#kinds = kinds;
    this.#place = place;
    this.#collecting = setInterval(() => { this.#collect(); }, collectEvery).unref();
  }

  keys({ resource, object }: Change): string[] {
    const { topics, kafkas } = this.#kinds;
    if (resource === topics) return clusterKeyOf(object);
    if (resource === kafkas) return [`${object.metadata.namespace ?? ''}/${object.metadata.name}`];
    return resource === pods ? clusterKeyOf(object) : [];
  }

  reconcile(key: string): undefined {
    const [namespace, name] = splitKey(key);
    const { storage } = this.#context;
    const kafka = storage.get<StrimziObject>(this.#kinds.kafkas, namespace, name);
    if (kafka === undefined) {
      this.#stores.get(key)?.keepOnly(new Set());
      this.#stores.delete(key);
      return;
    }
    const all = this.#brokers(namespace, name);
    const brokers = all.filter(isReady);
    // Without brokers nobody knows of topics, and what was sent waits where it is.
    if (brokers.length === 0) return;
    const store = this.#storeOf(key);
    if (entityPod(storage, namespace, name) !== null && !isMarked(kafka, pauseMark)) this.#makeTopics(store, key, brokers, brokers.length < all.length);
  }

  close(): void {
    clearInterval(this.#collecting);
  }

  #brokers(namespace: string, kafka: string): Pod[] {
    return this.#context.storage.list<Pod>(pods, namespace)
      .filter((pod) => pod.metadata.labels?.[clusterLabel] === kafka && pod.metadata.labels['strimzi.io/broker-role'] === 'true');
  }

  #storeOf(key: string): TopicStore {
    const known = this.#stores.get(key);
    if (known !== undefined) return known;
    const [namespace, name] = splitKey(key);
    const store = new TopicStore(join(this.#place.folder, 'kafka', `${namespace}.${name}`), new NoticeBoard(this.#place.network, namespace, name));
    this.#stores.set(key, store);
    keepStore(this.#place.parts, this.#place.context, namespace, name, store);
    return store;
  }

  /** With `early`, some brokers are not there yet: what fails for want of them may still come. */
  #makeTopics(store: TopicStore, key: string, brokers: readonly Pod[], early: boolean): void {
    const [namespace, kafka] = splitKey(key);
    const ids = brokers.map((pod) => Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? 0)).sort((a, b) => a - b);
    const names = new Set<string>();
    for (const object of this.#context.storage.list<StrimziObject>(this.#kinds.topics, namespace).filter(({ metadata }) => metadata.labels?.[clusterLabel] === kafka)) {
      const topic = readTopic(object);
      const why = 'why' in topic ? topic.why : this.#ensure(store, { object, topic }, names, early ? Infinity : ids.length);
      this.#writeStatus(object, 'why' in topic ? null : topic.name, why);
    }
    store.keepOnly(names);
    store.tell(store.topics().map((topic) => describe(topic, ids)));
  }

  /** Makes a topic; gives why that cannot be, or null. */
  #ensure(store: TopicStore, { object, topic }: { object: StrimziObject; topic: Topic }, names: Set<string>, brokers: number): string | null {
    if (names.has(topic.name)) return `Managed by another KafkaTopic with the name ${topic.name}`;
    names.add(topic.name);
    const known = store.topics().find(({ name }) => name === topic.name);
    if (known !== undefined && topic.partitions < known.partitions) return 'Decreasing partitions not supported';
    if (known === undefined && topic.replicas > brokers) return `Unable to replicate the partition ${topic.replicas} time(s): The target replication factor of ${topic.replicas} cannot be reached because only ${brokers} broker(s) are registered.`;
    try {
      if (store.ensure(topic) && known === undefined) this.#say(object, 'INFO', `Created topic ${topic.name}`);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #writeStatus(topic: StrimziObject, name: string | null, why: string | null): void {
    const told = why === null ? { type: 'Ready', status: 'True' } as const : { type: 'Ready', status: 'False', reason: 'KafkaError', message: why } as const;
    const conditions = theCondition(told, topic.status?.conditions, formatTime(this.#context.clock.now()));
    if (why !== null && conditions[0] !== topic.status?.conditions?.[0]) this.#say(topic, 'ERROR', why);
    const status = { conditions, observedGeneration: topic.metadata.generation ?? 1, ...(name === null ? {} : { topicName: name }) };
    this.#context.storage.update(this.#kinds.topics, { ...topic, metadata: { ...topic.metadata }, status });
  }

  #say({ metadata }: StrimziObject, level: 'INFO' | 'ERROR', message: string): void {
    const { namespace = '', name, labels } = metadata;
    const place = { network: this.#place.network, namespace, kafka: labels?.[clusterLabel] ?? '' };
    sayAs('topic-operator', place, this.#context.clock.now(), level, `KafkaTopic(${namespace}/${name}): ${message}`);
  }

  #collect(): void {
    const { storage, clock, onError } = this.#context;
    const open = [...this.#stores].filter(([key]) => this.#brokers(...splitKey(key)).some(isReady)).map(([, store]) => store);
    if (open.length === 0) return;
    const all = storage.list<Pod>(pods);
    const known = new Map(all.flatMap(({ metadata: { uid } }) => { const bytes = this.#known.get(uid); return bytes === undefined ? [] : [[uid, bytes] as const]; }));
    try {
      let room = mostCollected;
      // Where one time ends, the next begins: who sends without end holds up nobody else for ever.
      const first = this.#turn < all.length ? this.#turn : 0;
      const inTurn = [...all.slice(first), ...all.slice(0, first)];
      for (const [at, pod] of inTurn.entries()) {
        if (room <= 0) {
          this.#turn = (first + at) % all.length;
          break;
        }
        const { namespace = '', name, uid } = pod.metadata;
        const before = known.get(uid) ?? 0;
        const taken = takeOutbox(join(this.#place.network, namespace, name), before);
        known.set(uid, taken.known);
        room -= Math.max(0, taken.known - before);
        for (const { topic, key, value } of taken.sent) open.some((store) => store.append(topic, key, value, clock.now()));
      }
      this.#known = known;
      for (const store of open) store.flush();
    } catch (error) {
      onError(error, 'what pods sent to Kafka');
    }
  }
}

/** Takes a KafkaTopic; gives the topic it asks for, or why that cannot be. */
function readTopic(object: StrimziObject): Topic | { why: string } {
  const spec = inner(object as unknown as JsonObject, 'spec');
  const name = typeof spec['topicName'] === 'string' ? spec['topicName'] : object.metadata.name;
  if (!isTopicName(name)) return { why: `Topic name '${name.slice(0, 100)}' is illegal, it can only contain ASCII alphanumerics, '.', '_' and '-'` };
  const count = (field: string, most: number): number | null => {
    const found = spec[field] ?? 1;
    return typeof found === 'number' && Number.isInteger(found) && found >= 1 && found <= most ? found : null;
  };
  const partitions = count('partitions', 100);
  const replicas = count('replicas', 9);
  if (partitions === null || replicas === null) return { why: 'practice makes topics of 1 to 100 partitions and 1 to 9 replicas' };
  return { name, partitions, replicas, config: inner(spec, 'config') };
}

/** A topic's configuration is shown up to here. */
const longestConfig = 2_000;

/** Takes a topic and the brokers' numbers; gives the line that kafka-topics.sh reads: leader and replicas of each partition last. */
function describe({ name, partitions, replicas, config }: Topic, ids: readonly number[]): string {
  const settings = Object.entries(config).map(([setting, value]) => `${setting}=${String(value)}`).join(',').replace(/\s/g, ' ').slice(0, longestConfig);
  const places = Array.from({ length: partitions }, (_, partition) => {
    const turned = ids.map((__, at) => ids[(partition + at) % ids.length] ?? 0).slice(0, replicas);
    return `${turned[0] ?? -1}/${turned.join(',')}`;
  });
  return [name, partitions, replicas, settings || '-', places.join(' ')].join('\t');
}
