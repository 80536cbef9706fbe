/** Garbage collection: an object goes when all its owners are gone; foreground and orphan deletion wait for it here. */
import { foreground, orphan } from '../deletion.ts';
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import type { Change } from '../storage.ts';
import type { Controller, ControllerContext } from './controller.ts';

export class GarbageController implements Controller {
  readonly name = 'garbage';
  readonly #context: ControllerContext;
  /** uids of dependents by the uid of their owner */
  readonly #dependents = new Map<string, Set<string>>();

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys({ object, previous, type }: Change): string[] {
    const { uid } = object.metadata;
    const owners = (object.metadata.ownerReferences ?? []).map((owner) => owner.uid);
    for (const owner of (previous?.metadata.ownerReferences ?? []).map((one) => one.uid)) {
      if (type === 'DELETED' || !owners.includes(owner)) this.#forget(owner, uid);
    }
    if (type !== 'DELETED') owners.forEach((owner) => { this.#remember(owner, uid); });
    const waiting = object.metadata.finalizers?.some((finalizer) => finalizer === foreground || finalizer === orphan) ?? false;
    // an owner may be named before it exists here only by mistake: look at those once, when they come
    if (type === 'DELETED') return [...this.#dependents.get(uid) ?? [], ...owners];
    return owners.length > 0 && type === 'ADDED' || waiting ? [uid] : [];
  }

  #remember(owner: string, uid: string): void {
    let found = this.#dependents.get(owner);
    if (!found) this.#dependents.set(owner, found = new Set());
    found.add(uid);
  }

  #forget(owner: string, uid: string): void {
    const found = this.#dependents.get(owner);
    found?.delete(uid);
    if (found?.size === 0) this.#dependents.delete(owner);
  }

  reconcile(uid: string): undefined {
    const { storage, objects } = this.#context;
    const found = storage.byUid(uid);
    if (!found) return;
    const { resource, object } = found;
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.length > 0 && owners.every((owner) => !storage.byUid(owner.uid)) && object.metadata.deletionTimestamp === undefined) {
      objects.delete(resource, object.metadata.namespace ?? '', object.metadata.name, { propagationPolicy: 'Background' });
      return;
    }
    if (object.metadata.deletionTimestamp === undefined) return;
    if (object.metadata.finalizers?.includes(orphan)) this.#orphanDependents(resource, object);
    else if (object.metadata.finalizers?.includes(foreground)) this.#deleteDependents(resource, object);
  }

  #orphanDependents(resource: Resource, owner: KubeObject): void {
    const { storage } = this.#context;
    for (const { resource: kind, object } of this.#of(owner)) {
      const ownerReferences = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
      storage.update(kind, { ...object, metadata: { ...object.metadata, ownerReferences } });
    }
    this.#finish(resource, owner, orphan);
  }

  #deleteDependents(resource: Resource, owner: KubeObject): void {
    const blocking = this.#of(owner).filter(({ object }) => object.metadata.ownerReferences
      ?.some((reference) => reference.uid === owner.metadata.uid && reference.blockOwnerDeletion === true));
    if (blocking.length === 0) return this.#finish(resource, owner, foreground);
    for (const { resource: kind, object } of blocking) {
      if (object.metadata.deletionTimestamp !== undefined) continue;
      this.#context.objects.delete(kind, object.metadata.namespace ?? '', object.metadata.name, { propagationPolicy: 'Foreground' });
    }
  }

  #of(owner: KubeObject): { resource: Resource; object: KubeObject }[] {
    return [...this.#dependents.get(owner.metadata.uid) ?? []].flatMap((uid) => this.#context.storage.byUid(uid) ?? []);
  }

  #finish(resource: Resource, owner: KubeObject, finalizer: string): void {
    const finalizers = owner.metadata.finalizers?.filter((one) => one !== finalizer) ?? [];
    this.#context.objects.release(resource, { ...owner, metadata: { ...owner.metadata, finalizers } });
  }
}
