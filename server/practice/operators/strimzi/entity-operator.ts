/** The entity operator of a Kafka: a Deployment of two containers, without which topics and users are left as they are. */
import type { ControllerContext } from '../../cluster/controllers/controller.ts';
import { isRecord, type JsonObject, ownerReference } from '../../cluster/object.ts';
import type { Pod } from '../../cluster/pod.ts';
import { deployments } from '../../cluster/resources.ts';
import type { Storage } from '../../cluster/storage.ts';
import { NoticeBoard } from '../notice-board.ts';
import { leadingPod } from '../operator-pod.ts';
import { inner } from './kafka.ts';
import { clusterLabel, type StrimziObject } from './kinds.ts';
import { labelsOf } from './node-pod.ts';

export type Entity = 'topic-operator' | 'user-operator';

function nameOf(kafka: string): string {
  return `${kafka}-entity-operator`;
}

/** Takes a Kafka and the operator's version; makes the Deployment it asks for, or brings it to that version. */
export function ensureEntityOperator({ storage, objects }: ControllerContext, kafka: StrimziObject, version: string): void {
  const { name, namespace = '' } = kafka.metadata;
  const wanted = inner(inner(kafka as unknown as JsonObject, 'spec'), 'entityOperator');
  const entities = (['topic-operator', 'user-operator'] as const).filter((entity) => isRecord(wanted[entity === 'topic-operator' ? 'topicOperator' : 'userOperator']));
  const known = storage.get<StrimziObject>(deployments, namespace, nameOf(name));
  if (entities.length === 0) {
    if (known !== undefined && known.metadata.deletionTimestamp === undefined) objects.delete(deployments, namespace, nameOf(name));
    return;
  }
  const image = `quay.io/strimzi/operator:${version}`;
  if (known === undefined) objects.create(deployments, namespace, manifest(kafka, entities, image));
  else if (!JSON.stringify(known.spec).includes(`"${image}"`)) objects.update(deployments, { ...known, spec: withImage(known.spec, image) });
}

function manifest(kafka: StrimziObject, entities: readonly Entity[], image: string): object {
  const { name, namespace = '' } = kafka.metadata;
  const labels = { ...labelsOf(name, nameOf(name)), 'app.kubernetes.io/name': 'entity-operator' };
  return {
    metadata: { name: nameOf(name), labels, ownerReferences: [ownerReference(kafka)] },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { [clusterLabel]: name, 'strimzi.io/kind': 'Kafka', 'strimzi.io/name': nameOf(name) } },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 10,
          containers: entities.map((entity) => ({
            name: entity, image,
            env: Object.entries({ STRIMZI_ENTITY: entity, STRIMZI_LOG: `_${nameOf(name)}/${entity}`, POD_NAMESPACE: namespace }).map(([variable, value]) => ({ name: variable, value })),
          })),
        },
      },
    },
  };
}

function withImage(spec: unknown, image: string): unknown {
  const changed = structuredClone(spec) as { template: { spec: { containers: { image: string }[] } } };
  for (const container of changed.template.spec.containers) container.image = image;
  return changed;
}

/** Takes the cluster's objects and whose it is; gives the entity operator's pod, or null when none is ready. */
export function entityPod(storage: Storage, namespace: string, kafka: string): Pod | null {
  return leadingPod(storage, { namespace, label: 'strimzi.io/name', value: nameOf(kafka) });
}

/** Takes where and who says something, and the time; adds a line to that container's log. */
export function sayAs(entity: Entity, place: { network: string; namespace: string; kafka: string }, now: number, level: 'INFO' | 'ERROR', message: string): void {
  const time = new Date(now).toISOString().replace('T', ' ').slice(0, 19);
  const who = entity === 'topic-operator' ? 'BatchingTopicController' : 'AbstractOperator';
  new NoticeBoard(place.network, place.namespace, nameOf(place.kafka)).append(entity, `${time} ${level.padEnd(5)} ${who} - ${message.replace(/[\r\n]/g, ' ')}`);
}
