/**
 * Strategic Merge Patch, as the API server applies it to its own kinds: maps merge, lists merge by the key that the
 * table of strategies tells, and directives in the patch say what merging cannot
 * (github.com/kubernetes/community, sig-api-machinery/strategic-merge-patch.md; errors as in
 * k8s.io/apimachinery/pkg/util/mergepatch).
 */
import { type JsonObject, isRecord } from '../object.ts';
import { type Field, isValue } from '../schema/field.ts';
import { fieldOf } from '../schema/schema.ts';
import { type Strategy, strategyOf } from '../schema/strategy.ts';
import { goText } from '../schema/wording.ts';
import { ApiError, badRequest } from '../status.ts';

const orderPrefix = '$setElementOrder/';
const removePrefix = '$deleteFromPrimitiveList/';

function isDirective(name: string): boolean {
  return name === '$patch' || name === '$retainKeys' || name.startsWith(orderPrefix) || name.startsWith(removePrefix);
}

/** A real API server has no reason of its own for these: code 500 and the words. */
function senseless(message: string): ApiError {
  return new ApiError(500, '', message);
}

/** Takes an object, a patch and the name of the object's type; gives the patched object. Throws 400 or 500, as a real server, for a patch that makes no sense. */
export function strategicPatch(target: JsonObject, patch: JsonObject, type: string): JsonObject {
  const directive = patch['$patch'];
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') throw senseless(`unknown patch type: ${goText(directive)} in map: ${goText(patch)}`);
  const result = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (!isDirective(name)) patchField(result, name, value, type);
  }
  applyListDirectives(result, patch, type);
  return retain(result, patch);
}

function patchField(result: JsonObject, name: string, value: unknown, type: string): void {
  const field = fieldOf(type, name);
  const before = result[name];
  if (value === null) Reflect.deleteProperty(result, name);
  else if (isRecord(value)) {
    const inner = field?.form === 'type' ? field.of : '';
    result[name] = strategicPatch(isRecord(before) ? before : {}, value, inner);
  } else if (Array.isArray(value)) result[name] = patchList(Array.isArray(before) ? before : [], value, field, strategyOf(type, name));
  else result[name] = value;
}

function patchList(before: unknown[], patch: unknown[], field: Field | null, strategy: Strategy): unknown[] {
  if (strategy.mergeKey !== null) return mergeObjects(before, patch, strategy.mergeKey, field === null || isValue(field.of) ? '' : field.of);
  if (strategy.mergesValues) return [...new Set([...before, ...patch])];
  return patch.map((item) => (isRecord(item) ? withoutDirectives(item) : item));
}

function mergeObjects(before: unknown[], patches: unknown[], key: string, type: string): unknown[] {
  if (patches.some((item) => isRecord(item) && item['$patch'] === 'replace')) {
    return patches.filter((item) => isRecord(item) && item['$patch'] === undefined);
  }
  // A list may have a hundred thousand items: each is found by its key, never by looking through the others.
  const result = [...before];
  const first = new Map<string, number>();
  const identityOf = (item: unknown) => (isRecord(item) ? JSON.stringify(item[key]) : undefined);
  for (const [at, item] of before.entries()) {
    const identity = identityOf(item);
    if (identity !== undefined && !first.has(identity)) first.set(identity, at);
  }
  const gone = new Set<string>();
  for (const item of patches) {
    if (!isRecord(item)) throw senseless(`expected a map, but received a ${kindOf(item)}`);
    if (item[key] === undefined) throw senseless(`map: ${goText(item)} does not contain declared merge key: ${key}`);
    const identity = JSON.stringify(item[key]);
    const at = first.get(identity) ?? result.length;
    if (item['$patch'] === 'delete') gone.add(identity);
    else {
      const old = result[at];
      result[at] = strategicPatch(isRecord(old) ? old : {}, item, type);
      first.set(identity, at);
    }
  }
  return gone.size === 0 ? result : result.filter((item) => !gone.has(identityOf(item) ?? ''));
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  return typeof value === 'number' ? 'int64' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** `$setElementOrder/x` and `$deleteFromPrimitiveList/x` stand beside the list they are about. */
function applyListDirectives(result: JsonObject, patch: JsonObject, type: string): void {
  for (const [directive, value] of Object.entries(patch)) {
    if (directive.startsWith(removePrefix)) {
      if (!Array.isArray(value)) throw badRequest('invalid patch format of primitive list');
      const name = directive.slice(removePrefix.length);
      const list = result[name];
      const gone = new Set<unknown>(value);
      if (Array.isArray(list)) result[name] = list.filter((item) => !gone.has(item));
    } else if (directive.startsWith(orderPrefix)) {
      if (!Array.isArray(value)) throw badRequest('invalid patch format of setElementOrder list');
      const name = directive.slice(orderPrefix.length);
      const list = result[name];
      if (Array.isArray(list)) result[name] = ordered(list, value, strategyOf(type, name).mergeKey);
    }
  }
}

/** Items that the order names come in that order; others keep their place after the item they followed. */
function ordered(list: unknown[], order: unknown[], key: string | null): unknown[] {
  const identity = (item: unknown) => JSON.stringify(key !== null && isRecord(item) ? item[key] : item);
  const wanted = new Map(order.map((item, at) => [identity(item), at]));
  const place = (item: unknown) => wanted.get(identity(item));
  // what the order does not name goes along with what it followed
  const groups: { at: number; items: unknown[] }[] = [{ at: -1, items: [] }];
  for (const item of list) {
    const at = place(item);
    if (at === undefined) groups.at(-1)?.items.push(item);
    else groups.push({ at, items: [item] });
  }
  return groups.sort((a, b) => a.at - b.at).flatMap(({ items }) => items);
}

/** `$retainKeys` names every key that may stay, and what the patch itself sets must be among them. */
function retain(result: JsonObject, patch: JsonObject): JsonObject {
  const kept = patch['$retainKeys'];
  if (kept === undefined) return result;
  if (!Array.isArray(kept)) throw badRequest('invalid patch format of retainKeys');
  if (Object.entries(patch).some(([name, value]) => !isDirective(name) && value !== null && !kept.includes(name))) {
    throw senseless("patch content doesn't match retainKeys list");
  }
  return Object.fromEntries(Object.entries(result).filter(([name]) => kept.includes(name)));
}

function withoutDirectives(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value)
    .filter(([name, inner]) => !isDirective(name) && inner !== null)
    .map(([name, inner]) => [name, isRecord(inner) ? withoutDirectives(inner) : inner]));
}
