/**
 * How much one cluster may hold. All worlds share one process and one machine: without a bound, a loop of `kubectl create`
 * or a zero too many in `kubectl scale` would end everybody's.
 */
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';
import { events, pods } from './resources.ts';
import { forbidden } from './status.ts';
import type { Storage } from './storage.ts';

export const quota = {
  /** as many as the node says it takes (birth.ts) */
  pods: 110,
  objects: 5_000,
  /** of all objects as JSON */
  bytes: 16 * 1024 * 1024,
  /** the recorder keeps fewer: this bounds what others write, and never stops it */
  events: 600,
  eventBytes: 16 * 1024,
} as const;

/** Takes an object about to be kept, and its former self if it has one. Throws 403, worded as a real quota, when there is no room. */
export function requireRoom(storage: Storage, resource: Resource, object: KubeObject, previous?: KubeObject): void {
  const refuse = (what: string, requested: number, used: number, limited: number): never => {
    throw forbidden(resource, object.metadata.name, `exceeded quota: practice, requested: ${what}=${requested}, used: ${what}=${used}, limited: ${what}=${limited}`);
  };
  const size = sizeOf(object);
  const count = storage.count(resource);
  if (resource === events) {
    if (size > quota.eventBytes) refuse('bytes', size, 0, quota.eventBytes);
    if (previous === undefined && count >= quota.events) refuse('events', 1, count, quota.events);
    return;
  }
  const grown = size - (previous === undefined ? 0 : sizeOf(previous));
  if (grown > 0 && storage.bytes + grown > quota.bytes) refuse('bytes', grown, storage.bytes, quota.bytes);
  if (previous !== undefined) return;
  if (resource === pods && count >= quota.pods) refuse('pods', 1, count, quota.pods);
  const objects = storage.count() - storage.count(events);
  if (objects >= quota.objects) refuse('objects', 1, objects, quota.objects);
}

/** Takes an object; gives its length as JSON. */
export function sizeOf(object: KubeObject): number {
  return JSON.stringify(object).length;
}
