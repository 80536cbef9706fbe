/**
 * All objects of one cluster, in memory. Every write gets the next resourceVersion and is told to listeners; the latest
 * changes are kept, so that a watch can go on from a version it saw. Stored objects are never changed in place.
 */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, ObjectMeta } from './object.ts';
import { type Resource, type ResourceRegistry, apiVersionOf } from './resource.ts';

export interface Change {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: Resource;
  object: KubeObject;
  /** as it was before; absent for ADDED */
  previous?: KubeObject;
}

/** Everything needed to bring a cluster back. */
export interface SavedState {
  resourceVersion: number;
  objects: KubeObject[];
}

/** How many changes a watch may be behind. */
export const historyLength = 1000;
/** And how much of them, as JSON: many clusters share one process, and a thousand changes of one large object would be gigabytes. */
export const historyBytes = 1024 * 1024;
/** And how long, in real milliseconds: as an API server does, so that a cluster where nothing happens keeps nothing but its objects. */
export const historyTime = 300_000;

interface Remembered {
  change: Change;
  /** length as JSON of what it holds in memory that the objects themselves do not: how it was before */
  weight: number;
  /** real time, in milliseconds */
  at: number;
}

export interface HistoryLimits { length: number; bytes: number }

export class Storage {
  readonly #limits: HistoryLimits;
  readonly #objects = new Map<Resource, Map<string, KubeObject>>();
  readonly #byUid = new Map<string, { resource: Resource; object: KubeObject }>();
  /** length of each object as JSON, and of all together */
  readonly #sizes = new Map<string, number>();
  #bytes = 0;
  readonly #history: Remembered[] = [];
  #historyBytes = 0;
  #forgetting: NodeJS.Timeout | null = null;
  /** the last version that is no longer in the history */
  #forgotten = 0;
  #version = 0;
  readonly #listeners = new Set<(change: Change) => void>();

  /** Takes how much of what happened is kept for watches. */
  constructor(limits: HistoryLimits = { length: historyLength, bytes: historyBytes }) {
    this.#limits = limits;
  }

  /** The version of the latest write. */
  get version(): number {
    return this.#version;
  }

  /** Length of all objects as JSON. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a resource, or none for all; gives how many objects there are. */
  count(resource?: Resource): number {
    return resource === undefined ? this.#byUid.size : this.#objects.get(resource)?.size ?? 0;
  }

  /** Takes a resource, a namespace ('' for cluster-wide ones) and a name; gives the object. The caller vouches for its type. */
  get<T extends KubeObject = KubeObject>(resource: Resource, namespace: string, name: string): T | undefined {
    return this.#objects.get(resource)?.get(`${namespace}/${name}`) as T | undefined;
  }

  /** Takes a resource and maybe a namespace; gives its objects by namespace and name. The caller vouches for their type. */
  list<T extends KubeObject = KubeObject>(resource: Resource, namespace?: string): T[] {
    const found = [...this.#objects.get(resource)?.entries() ?? []];
    const within = namespace === undefined ? found : found.filter(([key]) => key.startsWith(`${namespace}/`));
    return within.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object as T);
  }

  /** Takes a uid; gives the object that has it now. */
  byUid(uid: string): { resource: Resource; object: KubeObject } | undefined {
    return this.#byUid.get(uid);
  }

  /** Gives every object that there is. */
  *everything(): Iterable<{ resource: Resource; object: KubeObject }> {
    yield* this.#byUid.values();
  }

  /** Keeps an object that was not there before; gives it with its resourceVersion. */
  create<T extends KubeObject>(resource: Resource, object: T): T {
    return this.#put('ADDED', resource, object, undefined);
  }

  /** Keeps an object in place of its former self; one that says the same changes nothing, not even the version. */
  update<T extends KubeObject>(resource: Resource, object: T): T {
    const previous = this.get<T>(resource, object.metadata.namespace ?? '', object.metadata.name);
    if (!previous) throw new Error(`${resource.plural} ${keyOf(object)} is not stored`);
    const next = { ...object, metadata: tidy({ ...object.metadata, resourceVersion: previous.metadata.resourceVersion }) };
    if (isDeepStrictEqual(previous, next)) return previous;
    return this.#put('MODIFIED', resource, next, previous);
  }

  /** Forgets an object; gives it as watchers saw it last, with the version of its removal. */
  remove(resource: Resource, namespace: string, name: string): KubeObject | undefined {
    const previous = this.get(resource, namespace, name);
    if (!previous) return undefined;
    this.#version += 1;
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(this.#version) } };
    this.#objects.get(resource)?.delete(keyOf(object));
    this.#byUid.delete(object.metadata.uid);
    const weight = this.#sizes.get(object.metadata.uid) ?? 0;
    this.#weigh(object.metadata.uid, 0);
    this.#tell({ version: this.#version, type: 'DELETED', resource, object, previous }, weight);
    return object;
  }

  /** Takes a version; gives the changes after it, or null when some of them are forgotten. */
  since(version: number): Change[] | null {
    if (version < this.#forgotten) return null;
    return this.#history.filter(({ change }) => change.version > version).map(({ change }) => change);
  }

  /** The oldest version a watch may begin at. */
  get oldest(): number {
    return this.#forgotten;
  }

  /** Calls back on every change, in order; gives a function that ends it. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /** Gives everything as plain JSON. */
  save(): SavedState {
    return { resourceVersion: this.#version, objects: Array.from(this.#byUid.values(), ({ object }) => object) };
  }

  /** Takes what `save` gave; kinds that are no longer served are left out. Listeners hear nothing. */
  load(saved: SavedState, registry: ResourceRegistry): void {
    this.#version = saved.resourceVersion;
    this.#forgotten = saved.resourceVersion;
    for (const object of saved.objects) {
      const resource = registry.byKind(object.apiVersion, object.kind);
      if (resource) this.#keep(resource, object);
    }
  }

  #forget(count: number): void {
    const gone = this.#history.splice(0, count);
    this.#historyBytes -= gone.reduce((sum, { weight }) => sum + weight, 0);
    this.#forgotten = gone.at(-1)?.change.version ?? this.#forgotten;
  }

  /** Forgets what is old, and looks again when the oldest of the rest will be. */
  #forgetOld(): void {
    this.#forgetting = null;
    const fresh = this.#history.findIndex(({ at }) => at > performance.now() - historyTime);
    this.#forget(fresh === -1 ? this.#history.length : fresh);
    this.#forgetLater();
  }

  #forgetLater(): void {
    const [oldest] = this.#history;
    if (!oldest || this.#forgetting) return;
    this.#forgetting = setTimeout(() => { this.#forgetOld(); }, Math.max(1000, oldest.at + historyTime - performance.now())).unref();
  }

  /** Forgets what was to be done later. */
  close(): void {
    if (this.#forgetting) clearTimeout(this.#forgetting);
  }

  #put<T extends KubeObject>(type: 'ADDED' | 'MODIFIED', resource: Resource, given: T, previous: T | undefined): T {
    this.#version += 1;
    const object = {
      ...given,
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata: tidy({ ...given.metadata, resourceVersion: String(this.#version) }),
    };
    const weight = previous === undefined ? 0 : this.#sizes.get(object.metadata.uid) ?? 0;
    this.#keep(resource, object);
    this.#tell({ version: this.#version, type, resource, object, ...(previous ? { previous } : {}) }, weight);
    return object;
  }

  #keep(resource: Resource, object: KubeObject): void {
    let kept = this.#objects.get(resource);
    if (!kept) this.#objects.set(resource, kept = new Map());
    kept.set(keyOf(object), object);
    this.#byUid.set(object.metadata.uid, { resource, object });
    this.#weigh(object.metadata.uid, JSON.stringify(object).length);
  }

  #weigh(uid: string, size: number): void {
    this.#bytes += size - (this.#sizes.get(uid) ?? 0);
    if (size === 0) this.#sizes.delete(uid);
    else this.#sizes.set(uid, size);
  }

  #tell(change: Change, weight: number): void {
    this.#history.push({ change, weight, at: performance.now() });
    this.#historyBytes += weight;
    if (this.#history.length > this.#limits.length * 1.25) this.#forget(this.#history.length - this.#limits.length);
    // The latest change stays, whatever its weight: a watch that has seen all but that one goes on.
    for (let gone = 1; this.#historyBytes > this.#limits.bytes && this.#history.length > 1; gone *= 2) this.#forget(Math.min(gone, this.#history.length - 1));
    this.#forgetLater();
    for (const listener of this.#listeners) listener(change);
  }
}

/** Fields of metadata that an API server leaves out when there is nothing in them. */
const sparse = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const;

function tidy(metadata: ObjectMeta): ObjectMeta {
  for (const field of sparse) {
    const found = metadata[field];
    if (found !== undefined && (found === null || Object.keys(found).length === 0)) Reflect.deleteProperty(metadata, field);
  }
  return metadata;
}

/** Takes an object; gives `namespace/name`, with an empty namespace for cluster-wide ones. */
export function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
