/** How well objects are, as Argo CD says it (https://argo-cd.readthedocs.io/en/stable/operator-manual/health/). */
import { type JsonObject, type KubeObject, isRecord } from '../../cluster/object.ts';
import type { Health, HealthCode } from './application.ts';

/** From well to ill: an application is as well as its worst part. */
const order: readonly HealthCode[] = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'];

/** Takes the health of parts; gives that of the whole. */
export function worst(parts: readonly Health[]): HealthCode {
  return parts.reduce<HealthCode>((so, { status }) => (order.indexOf(status) > order.indexOf(so) ? status : so), 'Healthy');
}

/** Takes an object; gives its health, undefined for kinds that have none. */
export function healthOf(object: KubeObject): Health | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return { status: 'Progressing', message: 'Pending deletion' };
  const { spec, status } = object as unknown as { spec?: unknown; status?: unknown };
  return byKind[`${object.apiVersion.split('/')[0]}/${object.kind}`]?.(record(spec), record(status), object);
}

type Judge = (spec: JsonObject, status: JsonObject, object: KubeObject) => Health;

function record(value: unknown): JsonObject {
  return isRecord(value) ? value : {};
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function conditionOf(status: JsonObject, type: string): JsonObject | undefined {
  const conditions = Array.isArray(status['conditions']) ? status['conditions'].filter(isRecord) : [];
  return conditions.find((condition) => condition['type'] === type);
}

const waiting = (message: string): Health => ({ status: 'Progressing', message });

const deployment: Judge = (spec, status, { metadata }) => {
  if (spec['paused'] === true) return { status: 'Suspended', message: 'Deployment is paused' };
  if (count(status['observedGeneration']) < (metadata.generation ?? 0)) return waiting('Waiting for rollout to finish: observed deployment generation less than desired generation');
  if (conditionOf(status, 'Progressing')?.['reason'] === 'ProgressDeadlineExceeded') return { status: 'Degraded', message: `Deployment "${metadata.name}" exceeded its progress deadline` };
  const [wanted, updated, all, available] = [count(spec['replicas']), count(status['updatedReplicas']), count(status['replicas']), count(status['availableReplicas'])];
  if (updated < wanted) return waiting(`Waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`);
  if (all > updated) return waiting(`Waiting for rollout to finish: ${all - updated} old replicas are pending termination...`);
  if (available < updated) return waiting(`Waiting for rollout to finish: ${available} of ${updated} updated replicas are available...`);
  return { status: 'Healthy' };
};

const statefulSet: Judge = (spec, status, { metadata }) => {
  if (count(status['observedGeneration']) < (metadata.generation ?? 0)) return waiting('Waiting for statefulset spec update to be observed...');
  const [wanted, ready, updated] = [count(spec['replicas']), count(status['readyReplicas']), count(status['updatedReplicas'])];
  if (ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`);
  if (status['updateRevision'] !== status['currentRevision'] && updated < wanted) {
    return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${String(status['updateRevision'])}...`);
  }
  return { status: 'Healthy' };
};

const claim: Judge = (_spec, status) => {
  if (status['phase'] === 'Lost') return { status: 'Degraded' };
  return { status: status['phase'] === 'Bound' ? 'Healthy' : 'Progressing' };
};

const job: Judge = (spec, status) => {
  const failed = conditionOf(status, 'Failed');
  if (failed?.['status'] === 'True') return { status: 'Degraded', message: String(failed['message'] ?? '') };
  if (conditionOf(status, 'Complete')?.['status'] === 'True') return { status: 'Healthy' };
  return { status: spec['suspend'] === true ? 'Suspended' : 'Progressing' };
};

const pod: Judge = (_spec, status) => {
  const phase = status['phase'];
  if (phase === 'Succeeded') return { status: 'Healthy' };
  if (phase === 'Failed') return { status: 'Degraded' };
  return { status: phase === 'Running' && conditionOf(status, 'Ready')?.['status'] === 'True' ? 'Healthy' : 'Progressing' };
};

/** Operators tell it by the condition Ready. */
const ready: Judge = (_spec, status) => {
  const condition = conditionOf(status, 'Ready');
  if (condition?.['status'] === 'True') return { status: 'Healthy' };
  const message = String(condition?.['message'] ?? 'Waiting for the operator');
  return { status: condition?.['status'] === 'False' ? 'Degraded' : 'Progressing', message };
};

const well: Judge = () => ({ status: 'Healthy' });

const byKind: Readonly<Record<string, Judge>> = {
  'apps/Deployment': deployment,
  'apps/StatefulSet': statefulSet,
  'batch/Job': job,
  'v1/Pod': pod,
  'v1/PersistentVolumeClaim': claim,
  'v1/Service': well,
  // nothing gives an Ingress of the practice world an address, so none is waited for
  'networking.k8s.io/Ingress': well,
  'kafka.strimzi.io/Kafka': ready,
  'kafka.strimzi.io/KafkaTopic': ready,
  'kafka.strimzi.io/KafkaUser': ready,
  'keda.sh/ScaledJob': ready,
  'keda.sh/ScaledObject': ready,
};
