/**
 * Strimzi's cluster operator: from a Kafka and its node pools to pod sets, claims and services; rolling restarts; status.
 * It works in this process, and only while a pod of the operator's Deployment is ready.
 */
import { formatTime } from '../../cluster/clock.ts';
import { type Controller, type ControllerContext, splitKey } from '../../cluster/controllers/controller.ts';
import { ownerReference } from '../../cluster/object.ts';
import { type Condition, isReady, type Pod } from '../../cluster/pod.ts';
import { claims, pods, services } from '../../cluster/resources.ts';
import type { Change } from '../../cluster/storage.ts';
import { kafkaVersions } from '../../images/strimzi.ts';
import { concernsOperator } from '../operator-pod.ts';
import { ensureEntityOperator } from './entity-operator.ts';
import { type KafkaPlan, type NodePool, readKafka, readPool } from './kafka.ts';
import { clusterKeyOf, clusterLabel, isMarked, type Kinds, pauseMark, rollMark, type StrimziObject, theCondition } from './kinds.ts';
import { assignIds } from './node-ids.ts';
import { claimOf, labelsOf, type NodePlan, podName, podOf, revisionMark } from './node-pod.ts';
import { operator, type StrimziOperator } from './operator-log.ts';
import { type Node, nextToRoll } from './rolling.ts';

/** As long as this the operator waits for pods before it says that they do not come (STRIMZI_OPERATION_TIMEOUT_MS in its Deployment). */
export const operationTimeout = 60_000;

/** So long an operator that just came up does nothing yet, in milliseconds of the world: what else starts in a new cluster goes first. */
const settling = 2_000;

/** Node pools of one Kafka: each of up to nine nodes, and the whole cluster takes 110 pods. */
const mostPools = 12;

type Told = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;
interface PoolPlan { pool: NodePool; ids: number[]; node: NodePlan }

export class KafkaController implements Controller {
  readonly name = 'kafka';
  readonly #context: ControllerContext;
  readonly #kinds: Kinds;
  readonly #operator: StrimziOperator;

  /** Takes the cluster's insides, Strimzi's kinds and its operator. */
  constructor(context: ControllerContext, kinds: Kinds, strimzi: StrimziOperator) {
    this.#context = context;
    this.#kinds = kinds;
    this.#operator = strimzi;
  }

  keys(change: Change): string[] {
    const { resource, object } = change;
    if (resource === this.#kinds.kafkas) return [`${object.metadata.namespace ?? ''}/${object.metadata.name}`];
    if (concernsOperator(change, operator)) return this.#context.storage.list(this.#kinds.kafkas).map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
    return resource === this.#kinds.pools || resource === this.#kinds.podSets || resource === pods ? clusterKeyOf(object) : [];
  }

  reconcile(key: string): number | undefined {
    const [namespace, name] = splitKey(key);
    const kafka = this.#context.storage.get<StrimziObject>(this.#kinds.kafkas, namespace, name);
    const { leader } = this.#operator;
    if (kafka === undefined || kafka.metadata.deletionTimestamp !== undefined || leader === null) return undefined;
    const early = Date.parse(readySince(leader)) + settling - this.#context.clock.now();
    if (early > 0) return early;
    if (isMarked(kafka, pauseMark)) return this.#fail(kafka, { type: 'ReconciliationPaused', status: 'True' });
    const plan = readKafka(kafka, kafkaVersions[this.#operator.version] ?? []);
    if ('why' in plan) return this.#fail(kafka, { type: 'NotReady', status: 'True', reason: plan.reason, message: plan.why });
    const pools: NodePool[] = [];
    for (const object of this.#context.storage.list<StrimziObject>(this.#kinds.pools, namespace).filter(({ metadata }) => metadata.labels?.[clusterLabel] === name)) {
      const pool = readPool(object);
      if ('why' in pool) return this.#fail(kafka, { type: 'NotReady', status: 'True', reason: 'InvalidResourceException', message: pool.why });
      pools.push(pool);
    }
    if (pools.length > mostPools) {
      return this.#fail(kafka, { type: 'NotReady', status: 'True', reason: 'InvalidResourceException', message: `practice runs at most ${mostPools} KafkaNodePools for a Kafka: delete some` });
    }
    if (!['controller', 'broker'].every((role) => pools.some((pool) => pool.role === role && pool.replicas > 0))) {
      return this.#fail(kafka, { type: 'NotReady', status: 'True', reason: 'InvalidResourceException', message: 'a Kafka needs at least one KafkaNodePool with controllers and one with brokers' });
    }
    const planned = this.#plan(kafka, plan, pools);
    this.#prepare(kafka, plan, planned);
    for (const one of planned) this.#roll(kafka, one);
    return this.#writeStatus(kafka, plan, planned);
  }

  #plan(kafka: StrimziObject, plan: KafkaPlan, pools: readonly NodePool[]): PoolPlan[] {
    const { name, namespace = '' } = kafka.metadata;
    const ids = assignIds(pools);
    const of = (pool: NodePool): number[] => ids.get(pool.name) ?? [];
    const controllers = pools.filter(({ role }) => role === 'controller').flatMap((pool) => of(pool).map((id) => podName(name, pool.name, id)));
    const image = `${this.#operator.version}-kafka-${plan.version}`;
    // Controllers before brokers: who comes first is rolled first.
    return [...pools].sort((a, b) => Number(a.role === 'broker') - Number(b.role === 'broker'))
      .map((pool) => ({ pool, ids: of(pool), node: { namespace, kafka: name, plan, pool, image, controllers } }));
  }

  /** Makes what the nodes stand on, and tells each pool its numbers. */
  #prepare(kafka: StrimziObject, plan: KafkaPlan, planned: readonly PoolPlan[]): void {
    const { storage, objects, clock } = this.#context;
    const { name, namespace = '', uid } = kafka.metadata;
    for (const service of [`${name}-kafka-bootstrap`, `${name}-kafka-brokers`]) {
      if (storage.get(services, namespace, service) !== undefined) continue;
      objects.create(services, namespace, {
        metadata: { name: service, labels: labelsOf(name, `${name}-kafka`), ownerReferences: [ownerReference(kafka)] },
        spec: {
          ...(service.endsWith('brokers') ? { clusterIP: 'None' } : {}),
          selector: { [clusterLabel]: name, 'strimzi.io/kind': 'Kafka', 'strimzi.io/broker-role': 'true' },
          ports: plan.listeners.map((one) => ({ name: `tcp-${one.name}`.slice(0, 15), port: one.port, targetPort: one.port, protocol: 'TCP' })),
        },
      });
    }
    ensureEntityOperator(this.#context, kafka, this.#operator.version);
    for (const { pool, ids, node } of planned) {
      for (const id of ids) {
        const claim = claimOf(node, id);
        if (storage.get(claims, namespace, claim.metadata.name) === undefined) objects.create(claims, namespace, claim);
      }
      this.#podSet(kafka, node, ids);
      const status = {
        conditions: theCondition({ type: 'Ready', status: 'True' }, pool.object.status?.conditions, formatTime(clock.now())),
        observedGeneration: pool.object.metadata.generation ?? 1, clusterId: clusterId(uid), nodeIds: ids, replicas: ids.length, roles: [pool.role],
        labelSelector: `strimzi.io/cluster=${name},strimzi.io/name=${name}-kafka,strimzi.io/kind=Kafka,strimzi.io/pool-name=${pool.name}`,
      };
      storage.update(this.#kinds.pools, { ...pool.object, metadata: { ...pool.object.metadata }, status });
    }
  }

  #podSet(kafka: StrimziObject, node: NodePlan, ids: readonly number[]): void {
    const { storage, objects } = this.#context;
    const { name, namespace = '' } = kafka.metadata;
    const set = `${name}-${node.pool.name}`;
    const labels = { ...labelsOf(name, `${name}-kafka`), 'strimzi.io/pool-name': node.pool.name };
    const spec = { selector: { matchLabels: { [clusterLabel]: name, 'strimzi.io/kind': 'Kafka', 'strimzi.io/pool-name': node.pool.name } }, pods: ids.map((id) => podOf(node, id)) };
    const known = storage.get<StrimziObject>(this.#kinds.podSets, namespace, set);
    if (known === undefined) {
      this.#operator.say('INFO', `Kafka(${namespace}/${name})`, `Creating StrimziPodSet ${set} with ${ids.length} pods`);
      objects.create(this.#kinds.podSets, namespace, { metadata: { name: set, labels, ownerReferences: [ownerReference(kafka)] }, spec });
    } else if (JSON.stringify(known.spec) !== JSON.stringify(spec)) storage.update(this.#kinds.podSets, { ...known, metadata: { ...known.metadata }, spec });
  }

  /** Restarts one pod of a pool, when it is some pod's turn. Its end and its return are changes, which bring us here again. */
  #roll(kafka: StrimziObject, { pool, ids, node }: PoolPlan): void {
    const { storage, objects } = this.#context;
    const { name, namespace = '' } = kafka.metadata;
    const set = storage.get<StrimziObject>(this.#kinds.podSets, namespace, `${name}-${pool.name}`);
    const nodes = ids.map((id): Node => {
      const manifest = podOf(node, id)['metadata'] as { annotations: Record<string, string> };
      return { name: podName(name, pool.name, id), revision: manifest.annotations[revisionMark] ?? '', pod: storage.get<Pod>(pods, namespace, podName(name, pool.name, id)) ?? null };
    });
    if (set !== undefined && isMarked(set, rollMark)) this.#passOn(set, nodes);
    const next = nextToRoll(nodes.map((one) => ({ ...one, pod: storage.get<Pod>(pods, namespace, one.name) ?? null })));
    if (next === null || next === 'wait') return;
    this.#operator.say('INFO', `Kafka(${namespace}/${name})`, `Rolling Pod ${next.pod.metadata.name} due to [${next.why}]`);
    objects.delete(pods, namespace, next.pod.metadata.name);
  }

  /** What a pod set is marked with goes to its pods: so those made anew meanwhile are not rolled again. */
  #passOn(set: StrimziObject, nodes: readonly Node[]): void {
    const { storage } = this.#context;
    for (const { pod } of nodes) {
      if (pod !== null) storage.update(pods, { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, [rollMark]: 'true' } } });
    }
    const annotations = Object.fromEntries(Object.entries(set.metadata.annotations ?? {}).filter(([name]) => name !== rollMark));
    storage.update(this.#kinds.podSets, { ...set, metadata: { ...set.metadata, annotations } });
  }

  /** Tells how the Kafka stands; gives after how many milliseconds it has waited too long for a pod, if it waits for one. */
  #writeStatus(kafka: StrimziObject, plan: KafkaPlan, planned: readonly PoolPlan[]): number | undefined {
    const { storage, clock } = this.#context;
    const { name, namespace = '', uid } = kafka.metadata;
    const absent = planned.flatMap(({ pool, ids }) => ids.map((id) => podName(name, pool.name, id)))
      .map((pod) => ({ name: pod, pod: storage.get<Pod>(pods, namespace, pod) })).find(({ pod }) => pod === undefined || !isReady(pod));
    const left = absent?.pod === undefined ? undefined : Date.parse(absent.pod.metadata.creationTimestamp) + operationTimeout - clock.now();
    const before = kafka.status?.conditions;
    const told = this.#standing(before?.[0], absent?.name, left);
    this.#sayWhenNew(kafka, told);
    const bootstrap = `${name}-kafka-bootstrap.${namespace}.svc`;
    this.#write(kafka, {
      conditions: theCondition(told, before, formatTime(clock.now())), observedGeneration: kafka.metadata.generation ?? 1, clusterId: clusterId(uid),
      kafkaVersion: plan.version, kafkaMetadataVersion: `${plan.version.split('.').slice(0, 2).join('.')}-IV0`, kafkaMetadataState: 'KRaft',
      operatorLastSuccessfulVersion: this.#operator.version,
      kafkaNodePools: planned.map(({ pool }) => ({ name: pool.name })),
      listeners: plan.listeners.map((one) => ({ name: one.name, addresses: [{ host: bootstrap, port: one.port }], bootstrapServers: `${bootstrap}:${one.port}` })),
    });
    return left === undefined || left < 0 ? undefined : left + 1;
  }

  /** Takes what was told last, a pod that does not serve and how long it may still take; gives what is told now. */
  #standing(before: Condition | undefined, absent: string | undefined, left: number | undefined): Told {
    if (absent === undefined) return { type: 'Ready', status: 'True' };
    if (left !== undefined && left < 0) return { type: 'NotReady', status: 'True', reason: 'TimeoutException', message: `Exceeded timeout of ${operationTimeout}ms while waiting for Pods resource ${absent} to be ready` };
    // While it waits, it has said nothing new.
    return before ?? { type: 'NotReady', status: 'True', reason: 'Creating', message: 'Kafka cluster is being deployed' };
  }

  #sayWhenNew(kafka: StrimziObject, told: Told): void {
    const { name, namespace = '' } = kafka.metadata;
    const before = kafka.status?.conditions?.[0];
    if ((before?.type === told.type && before.message === told.message) || told.reason === 'Creating') return;
    if (told.type === 'Ready') this.#operator.say('INFO', `Kafka(${namespace}/${name})`, 'reconciled');
    else this.#operator.say('WARN', `Kafka(${namespace}/${name})`, told.message === undefined ? 'Reconciliation is paused' : `Failed to reconcile: ${told.message}`);
  }

  #fail(kafka: StrimziObject, told: Told): undefined {
    const conditions = theCondition(told, kafka.status?.conditions, formatTime(this.#context.clock.now()));
    this.#sayWhenNew(kafka, told);
    this.#write(kafka, { ...kafka.status, conditions, observedGeneration: kafka.metadata.generation ?? 1 });
    return undefined;
  }

  #write(kafka: StrimziObject, status: NonNullable<StrimziObject['status']>): void {
    const { storage } = this.#context;
    const now = storage.get<StrimziObject>(this.#kinds.kafkas, kafka.metadata.namespace ?? '', kafka.metadata.name);
    if (now !== undefined) storage.update(this.#kinds.kafkas, { ...now, metadata: { ...now.metadata }, status });
  }
}

function readySince({ status }: Pod): string {
  return status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '';
}

/** Kafka names a cluster by 22 letters and digits; ours come from its object, so that they stay. */
function clusterId(uid: string): string {
  return Buffer.from(uid.replaceAll('-', ''), 'hex').toString('base64url').slice(0, 22);
}
