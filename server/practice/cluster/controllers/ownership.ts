/** Which pods belong to a controller's object: those it made, and those without owner that its selector means. */
import { type KubeObject, controllerOf, ownerReference } from '../object.ts';
import { type Pod, isFinished } from '../pod.ts';
import type { Resource } from '../resource.ts';
import { pods } from '../resources.ts';
import { type LabelSelector, selects } from '../selector.ts';
import type { Change, Storage } from '../storage.ts';

/** Takes an owner and its selector; takes in orphans that match, lets go of pods that no longer do, gives the rest. */
export function ownedPods(storage: Storage, owner: KubeObject, selector: LabelSelector): Pod[] {
  const found: Pod[] = [];
  // who is going takes nobody in any more: orphans would go along
  const adopts = owner.metadata.deletionTimestamp === undefined;
  for (const pod of storage.list<Pod>(pods, owner.metadata.namespace)) {
    const controller = controllerOf(pod);
    const matches = selects(selector, pod.metadata.labels);
    if (controller?.uid === owner.metadata.uid) {
      if (matches) found.push(pod);
      else letGo(storage, pod, owner.metadata.uid);
    } else if (adopts && !controller && matches && pod.metadata.deletionTimestamp === undefined && !isFinished(pod)) {
      const ownerReferences = [...pod.metadata.ownerReferences ?? [], ownerReference(owner)];
      found.push(storage.update(pods, { ...pod, metadata: { ...pod.metadata, ownerReferences } }));
    }
  }
  return found;
}

function letGo(storage: Storage, pod: Pod, uid: string): void {
  const ownerReferences = pod.metadata.ownerReferences?.filter((owner) => owner.uid !== uid) ?? [];
  storage.update(pods, { ...pod, metadata: { ...pod.metadata, ownerReferences } });
}

/**
 * Takes a kind, an owner and its selector; gives the objects of the kind that the owner controls, and takes in those without
 * owner that match: what an orphaning delete left behind.
 */
export function ownedObjects<T extends KubeObject>(storage: Storage, resource: Resource, owner: KubeObject, selector: LabelSelector): T[] {
  const adopts = owner.metadata.deletionTimestamp === undefined;
  return storage.list<T>(resource, owner.metadata.namespace).flatMap((object) => {
    const controller = controllerOf(object);
    if (controller) return controller.uid === owner.metadata.uid ? [object] : [];
    if (!adopts || object.metadata.deletionTimestamp !== undefined || !selects(selector, object.metadata.labels)) return [];
    const ownerReferences = [...object.metadata.ownerReferences ?? [], ownerReference(owner)];
    return [storage.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences } })];
  });
}

/** Takes a change; gives the key of the object itself, or of its controlling owner of that kind. */
export function selfOrOwner({ object, previous }: Change, kind: string): string[] {
  const namespace = object.metadata.namespace ?? '';
  if (object.kind === kind) return [`${namespace}/${object.metadata.name}`];
  const owners = [controllerOf(object), previous && controllerOf(previous)];
  return owners.flatMap((owner) => (owner?.kind === kind ? [`${namespace}/${owner.name}`] : []));
}
