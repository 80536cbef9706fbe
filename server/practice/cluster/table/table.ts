/** Tables: what `kubectl get` prints, made on this side (meta.k8s.io/v1 Table). */
import { customColumns } from '../custom/columns.ts';
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import type { Column } from './column.ts';
import {
  ageColumn, bindingColumns, claimColumns, configMapColumns, eventColumns, nameColumn, namespaceColumns, nodeColumns, roleColumns, secretColumns,
  serviceAccountColumns, serviceColumns, storageClassColumns, volumeColumns,
} from './core.ts';
import { endpointSliceColumns, endpointsColumns, ingressColumns, networkPolicyColumns } from './network.ts';
import { podColumns } from './pod.ts';
import { controllerRevisionColumns, cronJobColumns, deploymentColumns, jobColumns, replicaSetColumns, statefulSetColumns } from './workload.ts';

/** Columns by kind. Each is written for its own type; storage vouches that objects of a kind have it. */
const byKind: Record<string, Column<never>[]> = {
  Pod: podColumns,
  Deployment: deploymentColumns,
  ReplicaSet: replicaSetColumns,
  StatefulSet: statefulSetColumns,
  ControllerRevision: controllerRevisionColumns,
  Job: jobColumns,
  CronJob: cronJobColumns,
  PersistentVolumeClaim: claimColumns,
  PersistentVolume: volumeColumns,
  ConfigMap: configMapColumns,
  Secret: secretColumns,
  ServiceAccount: serviceAccountColumns,
  Namespace: namespaceColumns,
  Service: serviceColumns,
  Node: nodeColumns,
  Event: eventColumns,
  Endpoints: endpointsColumns,
  EndpointSlice: endpointSliceColumns,
  Ingress: ingressColumns,
  NetworkPolicy: networkPolicyColumns,
  StorageClass: storageClassColumns,
  Role: roleColumns,
  ClusterRole: roleColumns,
  RoleBinding: bindingColumns,
  ClusterRoleBinding: bindingColumns,
};

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  include: IncludeObject;
  now: number;
  resourceVersion: string;
  /** a watch tells them with its first row only */
  withColumns: boolean;
}

/** Takes a resource, its objects and how to show them; gives the Table. */
export function table(resource: Resource, objects: readonly KubeObject[], options: TableOptions): object {
  const columns = (customColumns(resource) ?? byKind[resource.kind] ?? [nameColumn, ageColumn]) as Column<KubeObject>[];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: options.resourceVersion },
    columnDefinitions: options.withColumns ? columns.map(({ name, type, format, priority }) => ({ name, type, format, description: '', priority })) : null,
    rows: objects.map((object) => ({ cells: columns.map(({ cell }) => cell(object, options.now)), ...rowObject(object, options.include) })),
  };
}

function rowObject(object: KubeObject, include: IncludeObject): object {
  if (include === 'None') return {};
  if (include === 'Object') return { object };
  return { object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata } };
}
