/** Defaults by kind, and the status an object begins with. */
import { type JsonObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { defaultClaim, defaultEvent, defaultNamespace, defaultRevision, defaultSecret, defaultService, defaultStorageClass, defaultVolume } from './core.ts';
import { inner, records } from './fill.ts';
import { defaultNetworkPolicy } from './network.ts';
import { admitPod, defaultPodSpec } from './pod.ts';
import { defaultBinding } from './rbac.ts';
import { defaultCronJob, defaultDeployment, defaultJob, defaultReplicaSet, defaultStatefulSet } from './workload.ts';

const byKind: Record<string, (object: JsonObject) => void> = {
  Pod(object) {
    const spec = inner(object, 'spec');
    defaultPodSpec(spec);
    admitPod(spec);
  },
  Deployment: defaultDeployment,
  ReplicaSet: defaultReplicaSet,
  StatefulSet: defaultStatefulSet,
  Job: defaultJob,
  CronJob: defaultCronJob,
  Secret: defaultSecret,
  Service: defaultService,
  PersistentVolumeClaim: defaultClaim,
  PersistentVolume: defaultVolume,
  Namespace: defaultNamespace,
  Event: defaultEvent,
  ControllerRevision: defaultRevision,
  StorageClass: defaultStorageClass,
  RoleBinding: defaultBinding,
  ClusterRoleBinding: defaultBinding,
  NetworkPolicy: defaultNetworkPolicy,
};

/** Takes an object of a kind, its own to change and with its uid; fills in what the author left out. */
export function applyDefaults(resource: Resource, object: JsonObject): void {
  byKind[resource.kind]?.(object);
}

/** Takes a new object; gives the status it begins with, or undefined when its kind has none. */
export function initialStatus(resource: Resource, object: JsonObject): JsonObject | undefined {
  switch (resource.kind) {
    case 'Pod': return { phase: 'Pending', qosClass: qosOf(inner(object, 'spec')) };
    case 'PersistentVolumeClaim': return { phase: 'Pending' };
    case 'PersistentVolume': return { phase: 'Pending' };
    case 'Namespace': return { phase: 'Active' };
    case 'Service': return { loadBalancer: {} };
    // what a node says of itself comes with it: nothing here measures one
    case 'Node': return isRecord(object['status']) ? object['status'] : {};
    default: return resource.subresources.some(({ name }) => name === 'status') ? {} : undefined;
  }
}

/** Guaranteed when every container has the same requests and limits for both, BestEffort when none has any. */
function qosOf(spec: JsonObject): string {
  const all = [...records(spec['initContainers']), ...records(spec['containers'])].map((container) => {
    const resources = inner(container, 'resources');
    return { limits: inner({ ...resources }, 'limits'), requests: inner({ ...resources }, 'requests') };
  });
  const wanted = ['cpu', 'memory'];
  if (all.every(({ limits, requests }) => wanted.every((name) => limits[name] === undefined && requests[name] === undefined))) return 'BestEffort';
  const same = all.every(({ limits, requests }) => wanted.every((name) => limits[name] !== undefined && limits[name] === requests[name]));
  return same ? 'Guaranteed' : 'Burstable';
}

