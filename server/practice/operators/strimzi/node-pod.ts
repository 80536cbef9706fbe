/** The pods and claims of Kafka's nodes, as Strimzi names and marks them. Pure. */
import { hashOf } from '../../cluster/ids.ts';
import type { JsonObject } from '../../cluster/object.ts';
import { kafkaHome } from '../../images/kafka.ts';
import type { KafkaPlan, NodePool } from './kafka.ts';
import { clusterLabel } from './kinds.ts';

export const revisionMark = 'strimzi.io/revision';

export interface NodePlan {
  namespace: string;
  /** name of the Kafka */
  kafka: string;
  plan: KafkaPlan;
  pool: NodePool;
  /** image's tag: operator and Kafka */
  image: string;
  /** names of the controllers' pods */
  controllers: readonly string[];
}

/** Takes a Kafka's name, a pool's and a node's number; gives the name of its pod. */
export function podName(kafka: string, pool: string, id: number): string {
  return `${kafka}-${pool}-${id}`;
}

/** Takes what belongs to a Kafka and which of its parts; gives the labels. */
export function labelsOf(kafka: string, part: string): Record<string, string> {
  return {
    'app.kubernetes.io/instance': kafka, 'app.kubernetes.io/managed-by': 'strimzi-cluster-operator', 'app.kubernetes.io/name': 'kafka',
    'app.kubernetes.io/part-of': `strimzi-${kafka}`, [clusterLabel]: kafka, 'strimzi.io/kind': 'Kafka', 'strimzi.io/name': part,
  };
}

/** Takes a node; gives the manifest of its pod. Two that say the same have the same revision. */
export function podOf(node: NodePlan, id: number): JsonObject {
  const { kafka, pool, namespace, plan, image, controllers } = node;
  const name = podName(kafka, pool.name, id);
  const set = `${kafka}-${pool.name}`;
  const env = {
    KAFKA_NODE_ID: String(id), KAFKA_NODE_ROLE: pool.role, KAFKA_CLUSTER: kafka, KAFKA_CONTROLLERS: controllers.join(' '),
    KAFKA_VERSION: plan.version, KAFKA_REGISTRATION_TIMEOUT_MS: String(plan.registrationTimeout), POD_NAMESPACE: namespace,
  };
  const spec = {
    hostname: name,
    subdomain: `${kafka}-kafka-brokers`,
    terminationGracePeriodSeconds: 30,
    containers: [{
      name: 'kafka',
      image: `quay.io/strimzi/kafka:${image}`,
      workingDir: kafkaHome,
      env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
      ports: [{ name: 'tcp-ctrlplane', containerPort: 9090, protocol: 'TCP' }, ...(pool.role === 'broker' ? plan.listeners.map((one) => ({ name: `tcp-${one.name}`.slice(0, 15), containerPort: one.port, protocol: 'TCP' })) : [])],
      volumeMounts: [{ name: 'data-0', mountPath: '/var/lib/kafka/data-0' }],
    }],
    volumes: [{ name: 'data-0', persistentVolumeClaim: { claimName: `data-0-${name}` } }],
  };
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: {
      name, namespace,
      labels: {
        ...labelsOf(kafka, `${kafka}-kafka`), 'strimzi.io/component-type': 'kafka', 'strimzi.io/pool-name': pool.name, 'strimzi.io/pod-name': name,
        'strimzi.io/controller': 'strimzipodset', 'strimzi.io/controller-name': set,
        'strimzi.io/broker-role': String(pool.role === 'broker'), 'strimzi.io/controller-role': String(pool.role === 'controller'),
      },
      annotations: { 'strimzi.io/kafka-version': plan.version, [revisionMark]: hashOf(spec) },
    },
    spec,
  };
}

/** Takes a node; gives the manifest of the claim its data are on. */
export function claimOf({ kafka, pool, namespace }: NodePlan, id: number): { metadata: { name: string; namespace: string } } & JsonObject {
  return {
    metadata: { name: `data-0-${podName(kafka, pool.name, id)}`, namespace, labels: { ...labelsOf(kafka, `${kafka}-kafka`), 'strimzi.io/pool-name': pool.name } } as { name: string; namespace: string },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: pool.storage } } },
  };
}
