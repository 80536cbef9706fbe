/** Rules by kind. */
import { type JsonObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { type Cause, invalid } from '../status.ts';
import { checkClaim, checkClaimUpdate, checkData, checkDataUpdate, checkRoleBindingUpdate, checkService, checkServiceUpdate } from './core.ts';
import { checkMeta } from './meta.ts';
import { checkPodSpec, checkPodUpdate } from './pod.ts';
import { checkCronJob, checkJob, checkJobUpdate, checkSelectorUpdate, checkStatefulSetUpdate, checkWorkload } from './workload.ts';

interface Rules {
  check?: (object: JsonObject) => Cause[];
  checkUpdate?: (object: JsonObject, old: JsonObject) => Cause[];
}

const data: Rules = { check: checkData, checkUpdate: checkDataUpdate };
const replicated: Rules = { check: checkWorkload, checkUpdate: checkSelectorUpdate };

const byKind: Record<string, Rules> = {
  Pod: { check: (object) => checkPodSpec(object['spec'], 'spec'), checkUpdate: checkPodUpdate },
  Deployment: replicated,
  ReplicaSet: replicated,
  StatefulSet: { check: checkWorkload, checkUpdate: checkStatefulSetUpdate },
  Job: { check: checkJob, checkUpdate: checkJobUpdate },
  CronJob: { check: checkCronJob },
  ConfigMap: data,
  Secret: data,
  Service: { check: checkService, checkUpdate: checkServiceUpdate },
  PersistentVolumeClaim: { check: checkClaim, checkUpdate: checkClaimUpdate },
  RoleBinding: { checkUpdate: checkRoleBindingUpdate },
  ClusterRoleBinding: { checkUpdate: checkRoleBindingUpdate },
};

/** Takes an object with its defaults, and its former self when it replaces one. Throws 422 with every cause. */
export function validate(resource: Resource, object: JsonObject, old: JsonObject | null): void {
  const rules = byKind[resource.kind];
  const found = [
    ...checkMeta(object, resource),
    ...(rules?.check?.(object) ?? []),
    ...(old ? rules?.checkUpdate?.(object, old) ?? [] : []),
  ];
  const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
  if (found.length > 0) throw invalid(resource, String(metadata['name'] ?? ''), found);
}
