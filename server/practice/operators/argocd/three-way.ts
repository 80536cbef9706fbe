/**
 * What an object becomes when a manifest is applied to it, as `kubectl apply` decides: what the manifest says counts, what
 * the last manifest said and this one does not goes, and the rest stays. Lists of the API's own kinds merge by their keys.
 */
import { type JsonObject, isRecord } from '../../cluster/object.ts';
import { fieldOf } from '../../cluster/schema/schema.ts';
import { strategyOf } from '../../cluster/schema/strategy.ts';

/** Takes what is there, the manifest, the one applied before it ({} when unknown) and the name of the type; gives what it becomes. */
export function threeWay(live: JsonObject, target: JsonObject, before: JsonObject, type: string): JsonObject {
  const result = new Map(Object.entries(live));
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(target, name)) result.delete(name);
  }
  for (const [name, value] of Object.entries(target)) {
    if (value === null) result.delete(name);
    else result.set(name, field(result.get(name), value, Object.hasOwn(before, name) ? before[name] : undefined, type, name));
  }
  result.delete('__proto__');
  return Object.fromEntries(result);
}

function field(live: unknown, target: unknown, before: unknown, owner: string, name: string): unknown {
  const type = fieldOf(owner, name)?.of ?? '';
  if (isRecord(target)) return isRecord(live) ? threeWay(live, target, isRecord(before) ? before : {}, type) : target;
  const { mergeKey, mergesValues } = strategyOf(owner, name);
  if (!Array.isArray(target) || !Array.isArray(live)) return target;
  if (mergesValues) {
    const there = new Set<unknown>(live);
    return [...live, ...target.filter((item: unknown) => !there.has(item))];
  }
  return mergeKey === null ? target : byKey(live, target, Array.isArray(before) ? before : [], { key: mergeKey, type });
}

/** The manifest's items in its order, then those that others put there. Lists may be of ten thousands: items are found by an index. */
function byKey(live: readonly unknown[], target: readonly unknown[], before: readonly unknown[], { key, type }: { key: string; type: string }): unknown[] {
  const [lives, targets, befores] = [indexBy(key, live), indexBy(key, target), indexBy(key, before)];
  const find = (index: ReadonlyMap<unknown, JsonObject>, item: unknown): JsonObject | undefined => (isRecord(item) ? index.get(item[key]) : undefined);
  const wanted = target.map((item) => {
    const old = find(lives, item);
    return old && isRecord(item) ? threeWay(old, item, find(befores, item) ?? {}, type) : item;
  });
  const others = live.filter((item) => !find(targets, item) && !find(befores, item));
  const order = new Map(live.map((item, at) => [isRecord(item) ? item[key] : item, at]));
  const same = wanted.length === live.length - others.length && wanted.every((item) => isRecord(item) && order.has(item[key]));
  // an order that only differs is no difference: what is there keeps its place
  return same ? [...wanted, ...others].sort((a, b) => (order.get((a as JsonObject)[key]) ?? 0) - (order.get((b as JsonObject)[key]) ?? 0)) : [...wanted, ...others];
}

/** Takes a list; gives its records by their key, of several with the same the first. */
function indexBy(key: string, list: readonly unknown[]): Map<unknown, JsonObject> {
  return new Map(list.filter(isRecord).reverse().map((one) => [one[key], one]));
}
