/** Makes the cluster as the repository says, one object after the other. What fails is told, and the others go on. */
import type { JsonObject, KubeObject, Manifest } from '../../cluster/object.ts';
import type { Objects } from '../../cluster/objects.ts';
import type { Resource } from '../../cluster/resource.ts';
import { namespaces } from '../../cluster/resources.ts';
import { decode } from '../../cluster/schema/decode.ts';
import { ApiError } from '../../cluster/status.ts';
import type { Storage } from '../../cluster/storage.ts';
import type { ChosenResource, ResourceResult, Spec } from './application.ts';
import { applied, remembered } from './compare.ts';
import { type Identity, identityOf, resourceOf } from './identity.ts';
import { inOrder } from './order.ts';
import { type Row, rowsOf } from './rows.ts';

export interface SyncOptions {
  application: string;
  spec: Spec;
  targets: readonly Manifest[];
  prune: boolean;
  dryRun: boolean;
  /** only these; all when there is none */
  resources: readonly ChosenResource[];
  /** tells why the project does not let an object be, or null */
  refusal: (identity: Identity, namespaced: boolean) => string | null;
}

export interface Cluster {
  storage: Storage;
  objects: Objects;
}

/** Takes a cluster and what to sync; does it, and gives what became of each object. */
export function sync(cluster: Cluster, options: SyncOptions): ResourceResult[] {
  const { application, spec, targets, dryRun } = options;
  if (!dryRun && spec.syncPolicy.syncOptions.includes('CreateNamespace=true')) createNamespace(cluster, spec.destination.namespace);
  const chosen = (identity: Identity): boolean => options.resources.length === 0 || options.resources.some((one) => isChosen(identity, one));
  const results = inOrder(targets).filter((target) => chosen(identityOf(target))).map((target) => applyOne(cluster, target, options));
  const extra = rowsOf(cluster.storage, application, targets).filter((row) => row.target === null && chosen(row.identity));
  return [...results, ...extra.map((row) => pruneOne(cluster, row, options))];
}

function isChosen(identity: Identity, { group, kind, name, namespace }: ChosenResource): boolean {
  return identity.group === group && identity.kind === kind && (name === '*' || identity.name === name) && (namespace === undefined || identity.namespace === namespace);
}

function createNamespace({ storage, objects }: Cluster, name: string): void {
  if (name === '' || storage.get(namespaces, '', name)) return;
  try {
    objects.create(namespaces, '', { metadata: { name } });
  } catch (error) {
    // what is wrong with the name is told of each object that should be in it
    if (!(error instanceof ApiError)) throw error;
  }
}

function applyOne(cluster: Cluster, target: Manifest, { dryRun, refusal }: SyncOptions): ResourceResult {
  const identity = identityOf(target);
  const tell = (status: ResourceResult['status'], message: string): ResourceResult => resultOf(identity, status, message);
  const resource = resourceOf(target);
  if (!resource) {
    const { group, kind, namespace, name } = identity;
    return tell('SyncFailed', `The Kubernetes API could not find ${group === '' ? 'v1' : group}/${kind} for requested resource ${namespace}/${name}. Make sure the "${kind}" CRD is installed on the destination cluster.`);
  }
  const why = refusal(identity, resource.namespaced);
  if (why !== null) return tell('SyncFailed', why);
  try {
    return tell('Synced', `${resource.singular}${resource.group === '' ? '' : `.${resource.group}`}/${identity.name} ${put(cluster, resource, target, dryRun)}`);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return tell('SyncFailed', error.message);
  }
}

function put({ storage, objects }: Cluster, resource: Resource, target: Manifest, dryRun: boolean): string {
  const manifest = remembered(target);
  const { namespace = '', name } = target.metadata;
  const known = decode(manifest as unknown as JsonObject, resource, 'Strict').object as unknown as Manifest;
  const live = storage.get(resource, namespace, name);
  const suffix = dryRun ? ' (dry run)' : '';
  if (!live) {
    objects.create(resource, namespace, known, { dryRun });
    return `created${suffix}`;
  }
  const next = applied(live, known, resource) as unknown as KubeObject;
  decode(next as unknown as JsonObject, resource, 'Strict');
  const after = objects.update(resource, next, { dryRun });
  return `${after.metadata.resourceVersion === live.metadata.resourceVersion && !dryRun ? 'unchanged' : 'configured'}${suffix}`;
}

function pruneOne({ objects }: Cluster, { identity, resource, live }: Row, { prune, dryRun, refusal }: SyncOptions): ResourceResult {
  const kept = live?.metadata.annotations?.['argocd.argoproj.io/sync-options']?.split(',').includes('Prune=false') ?? false;
  if (!prune || kept || !resource) return resultOf(identity, 'PruneSkipped', kept ? 'ignored (no prune)' : 'ignored (requires pruning)');
  const why = refusal(identity, resource.namespaced);
  if (why !== null) return resultOf(identity, 'SyncFailed', why);
  try {
    objects.delete(resource, identity.namespace, identity.name, { propagationPolicy: 'Foreground', dryRun });
    return resultOf(identity, 'Pruned', `pruned${dryRun ? ' (dry run)' : ''}`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return resultOf(identity, 'SyncFailed', error.message);
  }
}

function resultOf(identity: Identity, status: ResourceResult['status'], message: string): ResourceResult {
  return { ...identity, status, message, hookPhase: status === 'SyncFailed' ? 'Failed' : 'Succeeded', syncPhase: 'Sync' };
}
