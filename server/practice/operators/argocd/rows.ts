/** An application's objects, side by side: what the repository says, what is there, and how the two compare. */
import type { JsonObject, KubeObject, Manifest } from '../../cluster/object.ts';
import type { Resource } from '../../cluster/resource.ts';
import type { Storage } from '../../cluster/storage.ts';
import type { Health, ResourceStatus } from './application.ts';
import { applied, differs } from './compare.ts';
import { healthOf } from './health.ts';
import { type Identity, applicationOf, identityOf, keyOfIdentity, resourceOf } from './identity.ts';

export interface Row {
  identity: Identity;
  /** undefined for kinds the cluster does not have */
  resource: Resource | undefined;
  /** null for what is there and no longer in the repository */
  target: Manifest | null;
  live: KubeObject | null;
  /** what the object becomes when the manifest is applied; null where that cannot be said */
  next: JsonObject | null;
  status: 'Synced' | 'OutOfSync';
  health: Health | undefined;
}

/** Takes the cluster's objects, an application's name and its manifests; gives a row for each object it has or should have, by group, kind and name. */
export function rowsOf(storage: Storage, application: string, targets: readonly Manifest[]): Row[] {
  const known = new Set(targets.map((target) => keyOfIdentity(identityOf(target))));
  const extra = [...storage.everything()].filter(({ object }) =>
    applicationOf(object) === application && !known.has(keyOfIdentity(identityOf(object))) && (object.metadata.ownerReferences ?? []).length === 0);
  const rows = [
    ...targets.map((target) => rowOf(storage, target)),
    ...extra.map(({ resource, object }): Row => (
      { identity: identityOf(object), resource, target: null, live: object, next: null, status: 'OutOfSync', health: healthOf(object) })),
  ];
  return rows.sort((a, b) => (keyOfIdentity(a.identity) < keyOfIdentity(b.identity) ? -1 : 1));
}

function rowOf(storage: Storage, target: Manifest): Row {
  const identity = identityOf(target);
  const resource = resourceOf(target);
  const live = resource ? storage.get(resource, identity.namespace, identity.name) ?? null : null;
  if (!resource || !live) return { identity, resource, target, live: null, next: null, status: 'OutOfSync', health: { status: 'Missing' } };
  const next = nextOf(live, target, resource);
  return { identity, resource, target, live, next, status: next !== null && !differs(live, next) ? 'Synced' : 'OutOfSync', health: healthOf(live) };
}

/** A manifest may be of the right kind and yet hold anything: then nothing can be said but that it differs. */
function nextOf(live: KubeObject, target: Manifest, resource: Resource): JsonObject | null {
  try {
    return applied(live, target, resource);
  } catch {
    return null;
  }
}

/** Takes a row; gives what an Application's status says of it. */
export function statusOf({ identity, status, health, target }: Row): ResourceStatus {
  const { group, version, kind, namespace, name } = identity;
  return {
    ...(group === '' ? {} : { group }), ...(health ? { health } : {}), kind, name, ...(namespace === '' ? {} : { namespace }),
    ...(target === null ? { requiresPruning: true as const } : {}), status, version,
  };
}
