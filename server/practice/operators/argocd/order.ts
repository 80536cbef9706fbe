/** In which order manifests are applied: by wave, then by kind, then by name (argoproj/gitops-engine, pkg/sync/sync_tasks.go). */
import type { Manifest } from '../../cluster/object.ts';

/** Kinds that others build upon come first; kinds that are not here come last. */
const kinds = [
  'Namespace', 'NetworkPolicy', 'ResourceQuota', 'LimitRange', 'PodSecurityPolicy', 'PodDisruptionBudget', 'Secret', 'ConfigMap', 'StorageClass',
  'PersistentVolume', 'PersistentVolumeClaim', 'ServiceAccount', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding',
  'Service', 'DaemonSet', 'Pod', 'ReplicationController', 'ReplicaSet', 'Deployment', 'StatefulSet', 'Job', 'CronJob', 'Ingress', 'APIService',
];

/** Takes manifests; gives them in the order they are applied in. */
export function inOrder(manifests: readonly Manifest[]): Manifest[] {
  return [...manifests].sort((a, b) => waveOf(a) - waveOf(b) || rank(a) - rank(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
}

function waveOf({ metadata }: Manifest): number {
  const wave = Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
  return Number.isSafeInteger(wave) ? wave : 0;
}

function rank({ kind }: Manifest): number {
  const at = kinds.indexOf(kind);
  return at === -1 ? kinds.length : at;
}
