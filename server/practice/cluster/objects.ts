/**
 * The one way objects are written, by requests and by controllers alike: defaults, admission, validation, conflicts,
 * generations, graceful deletion and finalizers. All of it synchronous, so a write happens whole or not at all.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Clock, formatTime } from './clock.ts';
import { customKinds } from './custom/kinds.ts';
import { applyDefaults, initialStatus } from './defaults/defaults.ts';
import { type Deletion, beginsDeletion } from './deletion.ts';
import type { Ids } from './ids.ts';
import { type JsonObject, type KubeObject, isRecord } from './object.ts';
import { requireRoom } from './quota.ts';
import type { Resource } from './resource.ts';
import { namespaces, pods, serviceAccounts } from './resources.ts';
import { alreadyExists, conflict, forbidden, modified, notFound } from './status.ts';
import type { Storage } from './storage.ts';
import { validate } from './validate/validate.ts';

export interface WriteOptions {
  /** go through everything, and keep nothing */
  dryRun?: boolean;
}

export interface UpdateOptions extends WriteOptions {
  /** which part is written: status, or everything else */
  part?: 'main' | 'status';
}

/** Kinds that count the changes of their spec. */
const counted = new Set(['apps', 'batch', 'networking.k8s.io', ...customKinds.map(({ resource }) => resource.group)]);

/** Fields of metadata that belong to the server, whatever a client sends. */
const kept = ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generation', 'namespace', 'name', 'generateName'];

/** Namespaces that an API server keeps, whoever asks. */
const immortal = new Set(['default', 'kube-system', 'kube-public']);

/**
 * How long what was marked for deletion stays at least, in real milliseconds. `kubectl delete` asks for the object, then
 * lists, then watches for its end: if it went between the first two, kubectl would wait for ever. Real ones take longer.
 */
const leastStay = 300;

export class Objects {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #leastStay: number;
  /** when objects were marked for deletion, by uid */
  readonly #marked = new Map<string, number>();
  readonly #leaving = new Map<string, NodeJS.Timeout>();

  constructor(storage: Storage, clock: Clock, ids: Ids, stay = leastStay) {
    this.#storage = storage;
    this.#clock = clock;
    this.#ids = ids;
    this.#leastStay = stay;
  }

  /**
   * Takes a manifest whose types are right; gives the object as stored. With `keepUid`, for objects of a seed, it keeps the
   * uid, time of creation and status it comes with.
   * Throws 404, 403, 409 and 422 as the API does.
   */
  create<T extends KubeObject = KubeObject>(
    resource: Resource, namespace: string, manifest: object, options: WriteOptions & { keepUid?: boolean } = {},
  ): T {
    const object = structuredClone(manifest) as JsonObject;
    const metadata = this.#newMetadata(resource, namespace, object, options.keepUid === true);
    object['metadata'] = metadata;
    const name = String(metadata['name'] ?? '');
    this.#admit(resource, namespace, name, object);
    if (this.#storage.get(resource, namespace, name)) throw alreadyExists(resource, name);
    applyDefaults(resource, object);
    const status = options.keepUid === true && isRecord(object['status']) ? object['status'] : initialStatus(resource, object);
    if (status) object['status'] = status;
    validate(resource, object, null);
    const made = object as unknown as T;
    requireRoom(this.#storage, resource, made);
    return options.dryRun ? made : this.#storage.create(resource, made);
  }

  #newMetadata(resource: Resource, namespace: string, object: JsonObject, keepUid: boolean): JsonObject {
    const given = isRecord(object['metadata']) ? { ...object['metadata'] } : {};
    for (const name of ['resourceVersion', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'managedFields', 'generation']) {
      Reflect.deleteProperty(given, name);
    }
    const prefix = given['generateName'];
    if (!given['name'] && typeof prefix === 'string' && prefix !== '') given['name'] = prefix.slice(0, 58) + this.#ids.suffix(5);
    return {
      ...given,
      ...(resource.namespaced ? { namespace } : {}),
      uid: keepUid && typeof given['uid'] === 'string' ? given['uid'] : this.#ids.uid(),
      creationTimestamp: keepUid && typeof given['creationTimestamp'] === 'string' ? given['creationTimestamp'] : formatTime(this.#clock.now()),
      ...(counted.has(resource.group) ? { generation: 1 } : {}),
    };
  }

  #admit(resource: Resource, namespace: string, name: string, object: JsonObject): void {
    if (!resource.namespaced) return;
    const home = this.#storage.get(namespaces, '', namespace);
    if (!home) throw notFound(namespaces, namespace);
    if (home.metadata.deletionTimestamp !== undefined && resource.kind !== 'Event') {
      throw forbidden(resource, name, `unable to create new content in namespace ${namespace} because it is being terminated`);
    }
    if (resource !== pods || !isRecord(object['spec'])) return;
    const account = String(object['spec']['serviceAccountName'] ?? 'default');
    if (!this.#storage.get(serviceAccounts, namespace, account)) {
      throw forbidden(resource, name, `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`);
    }
  }

  /**
   * Takes an object to stand in its former self's place; gives it as stored.
   * Throws 404, 409 when it was made from another version, 422.
   */
  update<T extends KubeObject = KubeObject>(resource: Resource, given: T, options: UpdateOptions = {}): T {
    const { name } = given.metadata;
    const old = this.#storage.get<T>(resource, given.metadata.namespace ?? '', name);
    if (!old) throw notFound(resource, name);
    if (given.metadata.uid && given.metadata.uid !== old.metadata.uid) {
      throw conflict(resource, name, `Precondition failed: UID in precondition: ${given.metadata.uid}, UID in object meta: ${old.metadata.uid}`);
    }
    const version = given.metadata.resourceVersion;
    if (version && version !== old.metadata.resourceVersion) throw modified(resource, name);
    const next = options.part === 'status' ? withStatus(old, given) : this.#nextMain(resource, given, old);
    requireRoom(this.#storage, resource, next, old);
    if (options.dryRun) return next;
    return this.#storeOrRelease(resource, next);
  }

  #nextMain<T extends KubeObject>(resource: Resource, given: T, old: T): T {
    const next = structuredClone(given) as unknown as JsonObject;
    const before = old as unknown as JsonObject;
    const metadata = next['metadata'] as JsonObject;
    for (const field of kept) restore(metadata, old.metadata as unknown as JsonObject, field);
    Reflect.deleteProperty(metadata, 'managedFields');
    if (initialStatus(resource, structuredClone(before))) restore(next, before, 'status');
    next['apiVersion'] = old.apiVersion;
    next['kind'] = old.kind;
    applyDefaults(resource, next);
    validate(resource, next, before);
    if (counted.has(resource.group) && !isDeepStrictEqual(next['spec'], before['spec'])) {
      metadata['generation'] = (old.metadata.generation ?? 1) + 1;
    }
    metadata['resourceVersion'] = old.metadata.resourceVersion;
    return next as unknown as T;
  }

  /** Takes the kind and name of an object and how to delete it; gives it as it is now, and whether it is gone. Throws 404, 409. */
  delete(resource: Resource, namespace: string, name: string, deletion: Deletion = {}): { object: KubeObject; gone: boolean } {
    const old = this.#storage.get(resource, namespace, name);
    if (!old) throw notFound(resource, name);
    if (resource === namespaces && immortal.has(name)) throw forbidden(resource, name, 'this namespace may not be deleted');
    const { uid, resourceVersion } = deletion.preconditions ?? {};
    if (uid !== undefined && uid !== old.metadata.uid) {
      throw conflict(resource, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`);
    }
    if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) throw modified(resource, name);
    const waiting = beginsDeletion(old, deletion, this.#clock.now());
    if (deletion.dryRun) return { object: waiting ?? old, gone: waiting === null };
    if (!waiting) return { object: this.#remove(resource, old), gone: true };
    if (!this.#marked.has(old.metadata.uid)) this.#marked.set(old.metadata.uid, performance.now());
    return { object: this.#storage.update(resource, waiting), gone: false };
  }

  /** Takes an object with fewer finalizers than before; keeps it, or lets it go when it waited for nothing else. */
  release(resource: Resource, object: KubeObject): void {
    this.#storeOrRelease(resource, object);
  }

  /** Takes an object that is marked for deletion; lets it go, a moment later when it was marked just now. */
  letGo<T extends KubeObject>(resource: Resource, object: T): T {
    const { uid } = object.metadata;
    const wait = this.#leastStay - (performance.now() - (this.#marked.get(uid) ?? 0));
    if (wait <= 0) return this.#remove(resource, object);
    if (!this.#leaving.has(uid)) {
      this.#leaving.set(uid, setTimeout(() => {
        const found = this.#storage.byUid(uid);
        if (found) this.#remove(resource, found.object);
      }, wait).unref());
    }
    return this.#storage.update(resource, object);
  }

  #remove<T extends KubeObject>(resource: Resource, object: T): T {
    const { uid, name, namespace = '' } = object.metadata;
    clearTimeout(this.#leaving.get(uid));
    this.#leaving.delete(uid);
    this.#marked.delete(uid);
    return (this.#storage.remove(resource, namespace, name) ?? object) as T;
  }

  #storeOrRelease<T extends KubeObject>(resource: Resource, object: T): T {
    const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata;
    const waits = finalizers.length > 0 || deletionGracePeriodSeconds > 0 || resource === namespaces;
    return deletionTimestamp === undefined || waits ? this.#storage.update(resource, object) : this.letGo(resource, object);
  }

  /** Lets go what was about to go when the cluster was saved. */
  resume(): void {
    for (const { resource, object } of [...this.#storage.everything()]) {
      if (object.metadata.deletionTimestamp !== undefined) this.#storeOrRelease(resource, { ...object, metadata: { ...object.metadata } });
    }
  }

  /** Forgets what was to be done later. */
  close(): void {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
  }
}

function withStatus<T extends KubeObject>(old: T, given: T): T {
  const next: JsonObject = { ...old as unknown as JsonObject };
  next['metadata'] = { ...old.metadata };
  restore(next, given as unknown as JsonObject, 'status');
  return next as unknown as T;
}

function restore(object: JsonObject, from: JsonObject, field: string): void {
  if (from[field] === undefined) Reflect.deleteProperty(object, field);
  else object[field] = from[field];
}
