/** The columns of the other kinds of core/v1, storage and rbac (k8s.io/kubernetes/pkg/printers/internalversion). */
import { type JsonObject, type KubeObject, isRecord } from '../object.ts';
import type { Claim, KubeEvent, Namespace, PersistentVolume } from '../workload.ts';
import { age } from './age.ts';
import { type Column, column, count, wide } from './column.ts';

export const nameColumn = column<KubeObject>('Name', (object) => object.metadata.name);
export const ageColumn = column<KubeObject>('Age', (object, now) => age(object.metadata.creationTimestamp, now));

/** Takes an object and a path; gives what is there. */
function at(object: KubeObject, path: string): unknown {
  let found: unknown = object;
  for (const step of path.split('.')) found = isRecord(found) ? found[step] : undefined;
  return found;
}

function text(object: KubeObject, path: string, absent = ''): string {
  const found = at(object, path);
  return found === undefined || found === null || found === '' ? absent : String(found);
}

function list(object: KubeObject, path: string): JsonObject[] {
  const found = at(object, path);
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

function size(object: KubeObject, ...paths: string[]): number {
  return paths.reduce((sum, path) => sum + Object.keys(isRecord(at(object, path)) ? at(object, path) as object : {}).length, 0);
}

const shortModes: Record<string, string> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };

function modes(given: string[] = []): string {
  return given.map((mode) => shortModes[mode] ?? mode).join(',');
}

export const claimColumns: Column<Claim>[] = [
  nameColumn,
  column('Status', ({ metadata, status }) => (metadata.deletionTimestamp === undefined ? status?.phase ?? '' : 'Terminating')),
  column('Volume', ({ spec }) => spec.volumeName ?? ''),
  column('Capacity', ({ spec, status }) => (spec.volumeName === undefined ? '' : status?.capacity?.['storage'] ?? '')),
  column('Access Modes', ({ spec, status }) => (spec.volumeName === undefined ? '' : modes(status?.accessModes))),
  column('StorageClass', ({ spec }) => spec.storageClassName ?? ''),
  column('VolumeAttributesClass', () => '<unset>'),
  ageColumn,
  wide('VolumeMode', ({ spec }) => spec.volumeMode ?? '<unset>'),
];

export const volumeColumns: Column<PersistentVolume>[] = [
  nameColumn,
  column('Capacity', ({ spec }) => spec.capacity?.['storage'] ?? ''),
  column('Access Modes', ({ spec }) => modes(spec.accessModes)),
  column('Reclaim Policy', ({ spec }) => spec.persistentVolumeReclaimPolicy ?? ''),
  column('Status', ({ metadata, status }) => (metadata.deletionTimestamp === undefined ? status?.phase ?? '' : 'Terminating')),
  column('Claim', ({ spec }) => (spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '')),
  column('StorageClass', ({ spec }) => spec.storageClassName ?? ''),
  column('VolumeAttributesClass', () => '<unset>'),
  column('Reason', () => ''),
  ageColumn,
  wide('VolumeMode', ({ spec }) => spec.volumeMode ?? '<unset>'),
];

export const configMapColumns: Column<KubeObject>[] = [nameColumn, count('Data', (map) => size(map, 'data', 'binaryData')), ageColumn];

export const secretColumns: Column<KubeObject>[] = [
  nameColumn, column('Type', (secret) => text(secret, 'type')), count('Data', (secret) => size(secret, 'data')), ageColumn,
];

export const serviceAccountColumns: Column<KubeObject>[] = [nameColumn, count('Secrets', (account) => list(account, 'secrets').length), ageColumn];

export const namespaceColumns: Column<Namespace>[] = [nameColumn, column('Status', ({ status }) => status?.phase ?? 'Active'), ageColumn];

function ports(service: KubeObject): string {
  const all = list(service, 'spec.ports').map((port) =>
    `${String(port['port'])}${port['nodePort'] === undefined ? '' : `:${String(port['nodePort'])}`}/${String(port['protocol'])}`);
  return all.join(',') || '<none>';
}

function external(service: KubeObject): string {
  const type = text(service, 'spec.type');
  if (type === 'ExternalName') return text(service, 'spec.externalName');
  const told = at(service, 'spec.externalIPs');
  const given = (Array.isArray(told) ? told : []).map(String);
  if (type !== 'LoadBalancer') return given.join(',') || '<none>';
  const balancers = list(service, 'status.loadBalancer.ingress').map((one) => String(one['ip'] ?? one['hostname'] ?? ''));
  return [...balancers, ...given].join(',') || '<pending>';
}

function pairs(object: KubeObject, path: string): string {
  const map = at(object, path);
  const all = Object.entries(isRecord(map) ? map : {}).map(([key, value]) => `${key}=${String(value)}`).sort();
  return all.join(',') || '<none>';
}

export const serviceColumns: Column<KubeObject>[] = [
  nameColumn,
  column('Type', (service) => text(service, 'spec.type')),
  column('Cluster-IP', (service) => text(service, 'spec.clusterIP', '<none>')),
  column('External-IP', external),
  column('Port(s)', ports),
  ageColumn,
  wide('Selector', (service) => pairs(service, 'spec.selector')),
];

function nodeStatus(node: KubeObject): string {
  const ready = list(node, 'status.conditions').find((condition) => condition['type'] === 'Ready');
  const state = ready ? (ready['status'] === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return at(node, 'spec.unschedulable') === true ? `${state},SchedulingDisabled` : state;
}

function roles(node: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/';
  return Object.keys(node.metadata.labels ?? {}).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)).sort().join(',') || '<none>';
}

function address(node: KubeObject, type: string): string {
  return String(list(node, 'status.addresses').find((one) => one['type'] === type)?.['address'] ?? '<none>');
}

export const nodeColumns: Column<KubeObject>[] = [
  nameColumn,
  column('Status', nodeStatus),
  column('Roles', roles),
  ageColumn,
  column('Version', (node) => text(node, 'status.nodeInfo.kubeletVersion')),
  wide('Internal-IP', (node) => address(node, 'InternalIP')),
  wide('External-IP', (node) => address(node, 'ExternalIP')),
  wide('OS-Image', (node) => text(node, 'status.nodeInfo.osImage', '<unknown>')),
  wide('Kernel-Version', (node) => text(node, 'status.nodeInfo.kernelVersion', '<unknown>')),
  wide('Container-Runtime', (node) => text(node, 'status.nodeInfo.containerRuntimeVersion', '<unknown>')),
];

const firstSeen = (event: KubeEvent) => event.firstTimestamp ?? event.eventTime;
const lastSeen = (event: KubeEvent) => event.series?.lastObservedTime ?? event.lastTimestamp ?? firstSeen(event);

export const eventColumns: Column<KubeEvent>[] = [
  column('Last Seen', (event, now) => age(lastSeen(event), now)),
  column('Type', (event) => event.type),
  column('Reason', (event) => event.reason),
  column('Object', ({ involvedObject }) => `${involvedObject.kind.toLowerCase()}/${involvedObject.name}`),
  wide('Subobject', ({ involvedObject }) => involvedObject.fieldPath ?? ''),
  wide('Source', ({ source, reportingComponent }) => [source.component ?? reportingComponent, source.host ?? ''].filter((one) => one !== '').join(', ')),
  column('Message', (event) => event.message.trim()),
  wide('First Seen', (event, now) => age(firstSeen(event), now)),
  wide('Count', (event) => String(event.series?.count ?? event.count ?? 1)),
  { ...wide('Name', (event: KubeEvent) => event.metadata.name), format: 'name' },
];

export const storageClassColumns: Column<KubeObject>[] = [
  column('Name', (one) => one.metadata.name
    + (one.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ? ' (default)' : '')),
  column('Provisioner', (one) => text(one, 'provisioner')),
  column('ReclaimPolicy', (one) => text(one, 'reclaimPolicy', 'Delete')),
  column('VolumeBindingMode', (one) => text(one, 'volumeBindingMode', 'Immediate')),
  column('AllowVolumeExpansion', (one) => text(one, 'allowVolumeExpansion', 'false')),
  ageColumn,
];

export const roleColumns: Column<KubeObject>[] = [nameColumn, column('Created At', (role) => role.metadata.creationTimestamp)];

/** Who is bound, of one kind: accounts with their namespace. */
function subjects(binding: KubeObject, kind: string): string {
  const found = list(binding, 'subjects').filter((subject) => subject['kind'] === kind);
  return found.map((subject) => (kind === 'ServiceAccount' ? `${String(subject['namespace'] ?? '')}/${String(subject['name'])}` : String(subject['name']))).join(', ');
}

export const bindingColumns: Column<KubeObject>[] = [
  nameColumn,
  column('Role', (binding) => `${text(binding, 'roleRef.kind')}/${text(binding, 'roleRef.name')}`),
  ageColumn,
  wide('Users', (binding) => subjects(binding, 'User')),
  wide('Groups', (binding) => subjects(binding, 'Group')),
  wide('ServiceAccounts', (binding) => subjects(binding, 'ServiceAccount')),
];
