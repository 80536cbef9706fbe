/**
 * All objects of one cluster, in memory. Every write gets the next resourceVersion and is told to listeners; the latest
 * changes are kept, so that a watch can go on from a version it saw. Stored objects are never changed in place.
 */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from './object.ts';
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

/** How many changes a watch may be behind. A real API server keeps some minutes; an idle cluster should stay small. */
export const historyLength = 1000;
/** And how much of them, as JSON: a thousand changes of one large object would be gigabytes. */
export const historyBytes = 16 * 1024 * 1024;

export class Storage {
  readonly #objects = new Map<Resource, Map<string, KubeObject>>();
  readonly #byUid = new Map<string, { resource: Resource; object: KubeObject }>();
  /** length of each object as JSON, and of all together */
  readonly #sizes = new Map<string, number>();
  #bytes = 0;
  #history: Change[] = [];
  #historyBytes = 0;
  /** the last version that is no longer in the history */
  #forgotten = 0;
  #version = 0;
  readonly #listeners = new Set<(change: Change) => void>();

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
    object.metadata.resourceVersion = previous.metadata.resourceVersion;
    if (isDeepStrictEqual(previous, object)) return previous;
    return this.#put('MODIFIED', resource, object, previous);
  }

  /** Forgets an object; gives it as watchers saw it last, with the version of its removal. */
  remove(resource: Resource, namespace: string, name: string): KubeObject | undefined {
    const previous = this.get(resource, namespace, name);
    if (!previous) return undefined;
    this.#version += 1;
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(this.#version) } };
    this.#objects.get(resource)?.delete(keyOf(object));
    this.#byUid.delete(object.metadata.uid);
    this.#weigh(object.metadata.uid, 0);
    this.#tell({ version: this.#version, type: 'DELETED', resource, object, previous });
    return object;
  }

  /** Takes a version; gives the changes after it, or null when some of them are forgotten. */
  since(version: number): Change[] | null {
    if (version < this.#forgotten) return null;
    return this.#history.filter((change) => change.version > version);
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
    this.#historyBytes -= gone.reduce((sum, change) => sum + weightOf(change), 0);
    this.#forgotten = gone.at(-1)?.version ?? this.#forgotten;
  }

  #put<T extends KubeObject>(type: 'ADDED' | 'MODIFIED', resource: Resource, given: T, previous: T | undefined): T {
    this.#version += 1;
    const object = {
      ...given,
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata: { ...given.metadata, resourceVersion: String(this.#version) },
    };
    this.#keep(resource, object);
    this.#tell({ version: this.#version, type, resource, object, ...(previous ? { previous } : {}) });
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

  #tell(change: Change): void {
    this.#history.push(change);
    this.#historyBytes += weightOf(change);
    if (this.#history.length > historyLength * 1.25) this.#forget(this.#history.length - historyLength);
    // The latest change stays, whatever its weight: a watch that has seen all but that one goes on.
    for (let gone = 1; this.#historyBytes > historyBytes && this.#history.length > 1; gone *= 2) this.#forget(Math.min(gone, this.#history.length - 1));
    for (const listener of this.#listeners) listener(change);
  }
}

/** What a change holds in memory that the objects themselves do not: how it was before. */
function weightOf({ previous, object, type }: Change): number {
  return JSON.stringify(type === 'DELETED' ? object : previous ?? null).length;
}

/** Takes an object; gives `namespace/name`, with an empty namespace for cluster-wide ones. */
export function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
