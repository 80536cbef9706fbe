/** Rules by kind. */
import { requireStorable } from '../body.ts';
import { type JsonObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { type Cause, invalid } from '../status.ts';
import { checkClaim, checkClaimUpdate, checkVolume } from './claim.ts';
import { checkConfigMap, checkDataUpdate, checkSecret } from './data.ts';
import { checkCronJob, checkJob, checkJobUpdate } from './job.ts';
import { checkMeta, checkMetaUpdate } from './meta.ts';
import { checkIngress, checkNetworkPolicy } from './network.ts';
import { checkPodSpec, checkPodUpdate } from './pod.ts';
import { checkBinding, checkBindingUpdate, checkRole } from './rbac.ts';
import { checkService, checkServiceUpdate } from './service.ts';
import { checkReplicated, checkSelectorUpdate, checkStatefulSet, checkStatefulSetUpdate } from './workload.ts';

interface Rules {
  check?: (object: JsonObject) => Cause[];
  checkUpdate?: (object: JsonObject, old: JsonObject) => Cause[];
}

const byKind: Record<string, Rules> = {
  Pod: { check: (object) => checkPodSpec(object['spec'], 'spec'), checkUpdate: checkPodUpdate },
  Deployment: { check: (object) => checkReplicated(object, 'deployment'), checkUpdate: checkSelectorUpdate },
  ReplicaSet: { check: (object) => checkReplicated(object, 'replicaset'), checkUpdate: checkSelectorUpdate },
  StatefulSet: { check: checkStatefulSet, checkUpdate: checkStatefulSetUpdate },
  Job: { check: checkJob, checkUpdate: checkJobUpdate },
  CronJob: { check: checkCronJob },
  ConfigMap: { check: checkConfigMap, checkUpdate: checkDataUpdate },
  Secret: { check: checkSecret, checkUpdate: checkDataUpdate },
  Service: { check: checkService, checkUpdate: checkServiceUpdate },
  PersistentVolumeClaim: { check: checkClaim, checkUpdate: checkClaimUpdate },
  PersistentVolume: { check: checkVolume },
  Ingress: { check: checkIngress },
  NetworkPolicy: { check: checkNetworkPolicy },
  Role: { check: (object) => checkRole(object, true) },
  ClusterRole: { check: (object) => checkRole(object, false) },
  RoleBinding: { check: (object) => checkBinding(object, true), checkUpdate: checkBindingUpdate },
  ClusterRoleBinding: { check: (object) => checkBinding(object, false), checkUpdate: checkBindingUpdate },
};

/** A real API server tells all. Ten megabytes of them help nobody, and worlds share one process. */
const mostCauses = 500;

/**
 * Takes an object with its defaults, and its former self when it replaces one. Throws 422 with every cause, and 500 as
 * etcd does for an object it would not keep.
 */
export function validate(resource: Resource, object: JsonObject, old: JsonObject | null): void {
  const rules = byKind[resource.kind];
  const found = [
    ...checkMeta(object, resource),
    ...(rules?.check?.(object) ?? []),
    ...(old ? [...checkMetaUpdate(object, old), ...(rules?.checkUpdate?.(object, old) ?? [])] : []),
  ];
  const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
  if (found.length > 0) throw invalid(resource, String(metadata['name'] ?? ''), found.slice(0, mostCauses));
  requireStorable(object);
}
