/** Strimzi's kinds in a cluster, and the marks its objects carry. */
import type { KubeObject } from '../../cluster/object.ts';
import type { Condition } from '../../cluster/pod.ts';
import type { Resource } from '../../cluster/resource.ts';
import { registry } from '../../cluster/resources.ts';

/** Label that names the Kafka an object belongs to. */
export const clusterLabel = 'strimzi.io/cluster';
export const pauseMark = 'strimzi.io/pause-reconciliation';
export const rollMark = 'strimzi.io/manual-rolling-update';

/** An object of such a kind: the schemas are loose, so that what its spec says is looked at with care. */
export interface StrimziObject extends KubeObject {
  spec?: unknown;
  status?: { conditions?: Condition[]; observedGeneration?: number } & Record<string, unknown>;
}

export interface Kinds { kafkas: Resource; pools: Resource; topics: Resource; users: Resource; podSets: Resource }

/** Gives the kinds. Throws when the cluster does not have them. */
export function strimziKinds(): Kinds {
  const kind = (apiVersion: string, name: string): Resource => {
    const found = registry.byKind(apiVersion, name);
    if (found === undefined) throw new Error(`the practice cluster has no kind ${name}`);
    return found;
  };
  const group = 'kafka.strimzi.io/v1beta2';
  return {
    kafkas: kind(group, 'Kafka'), pools: kind(group, 'KafkaNodePool'), topics: kind(group, 'KafkaTopic'), users: kind(group, 'KafkaUser'),
    podSets: kind('core.strimzi.io/v1beta2', 'StrimziPodSet'),
  };
}

/** Takes an object; gives `namespace/kafka` of the Kafka it belongs to, if it says so. */
export function clusterKeyOf({ metadata }: KubeObject): string[] {
  const name = metadata.labels?.[clusterLabel];
  return name === undefined ? [] : [`${metadata.namespace ?? ''}/${name}`];
}

/** Takes an object; tells whether an annotation of it says `true`. */
export function isMarked({ metadata }: KubeObject, annotation: string): boolean {
  return metadata.annotations?.[annotation] === 'true';
}

/** Takes what a condition says and those there were; gives the list with it alone, dated anew when it changed. */
export function theCondition(told: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>, before: readonly Condition[] | undefined, now: string): Condition[] {
  const old = before?.find((one) => one.type === told.type && one.status === told.status && one.reason === told.reason && one.message === told.message);
  return [old ?? { ...told, lastTransitionTime: now }];
}
