/** Which pods belong to a controller's object: those it made, and those without owner that its selector means. */
import { type KubeObject, controllerOf, ownerReference } from '../object.ts';
import { type Pod, isFinished } from '../pod.ts';
import { pods } from '../resources.ts';
import { type LabelSelector, selects } from '../selector.ts';
import type { Change, Storage } from '../storage.ts';

/** Takes an owner and its selector; takes in orphans that match, lets go of pods that no longer do, gives the rest. */
export function ownedPods(storage: Storage, owner: KubeObject, selector: LabelSelector): Pod[] {
  const found: Pod[] = [];
  for (const pod of storage.list<Pod>(pods, owner.metadata.namespace)) {
    const controller = controllerOf(pod);
    const matches = selects(selector, pod.metadata.labels);
    if (controller?.uid === owner.metadata.uid) {
      if (matches) found.push(pod);
      else letGo(storage, pod, owner.metadata.uid);
    } else if (!controller && matches && pod.metadata.deletionTimestamp === undefined && !isFinished(pod)) {
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

/** Takes a change; gives the key of the object itself, or of its controlling owner of that kind. */
export function selfOrOwner({ object, previous }: Change, kind: string): string[] {
  const namespace = object.metadata.namespace ?? '';
  if (object.kind === kind) return [`${namespace}/${object.metadata.name}`];
  const owners = [controllerOf(object), previous && controllerOf(previous)];
  return owners.flatMap((owner) => (owner?.kind === kind ? [`${namespace}/${owner.name}`] : []));
}
