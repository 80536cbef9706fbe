/**
 * Strategic Merge Patch, as the API server applies it to its own kinds: maps merge, lists merge by the key that the
 * schema tells, and directives in the patch say what merging cannot
 * (github.com/kubernetes/community, sig-api-machinery/strategic-merge-patch.md).
 */
import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, isRecord } from '../object.ts';
import { type Field, isValue } from '../schema/field.ts';
import { fieldOf } from '../schema/schema.ts';
import { badRequest } from '../status.ts';

const orderPrefix = '$setElementOrder/';
const removePrefix = '$deleteFromPrimitiveList/';

function isDirective(name: string): boolean {
  return name === '$patch' || name === '$retainKeys' || name.startsWith(orderPrefix) || name.startsWith(removePrefix);
}

/** Takes an object, a patch and the name of the object's type; gives the patched object. Throws 400 for a patch that makes no sense. */
export function strategicPatch(target: JsonObject, patch: JsonObject, type: string): JsonObject {
  const directive = patch['$patch'];
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') throw badRequest(`Unknown patch type found: ${JSON.stringify(directive)}`);
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
  } else if (Array.isArray(value)) result[name] = patchList(Array.isArray(before) ? before : [], value, field);
  else result[name] = value;
}

function patchList(before: unknown[], patch: unknown[], field: Field | null): unknown[] {
  if (field?.mergeKey) return mergeObjects(before, patch, field.mergeKey, isValue(field.of) ? '' : field.of);
  if (field?.mergesValues) return [...before, ...patch.filter((one) => !before.includes(one))];
  return patch.map((item) => (isRecord(item) ? withoutDirectives(item) : item));
}

function mergeObjects(before: unknown[], patches: unknown[], key: string, type: string): unknown[] {
  let result = [...before];
  if (patches.some((item) => isRecord(item) && item['$patch'] === 'replace')) {
    return patches.filter((item) => isRecord(item) && item['$patch'] === undefined);
  }
  for (const item of patches) {
    if (!isRecord(item)) throw badRequest(`expected a list of objects to merge by "${key}", found ${JSON.stringify(item)}`);
    if (item[key] === undefined) throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const at = result.findIndex((old) => isRecord(old) && isDeepStrictEqual(old[key], item[key]));
    const old = result[at];
    if (item['$patch'] === 'delete') result = result.filter((_, index) => index !== at);
    else if (isRecord(old)) result[at] = strategicPatch(old, item, type);
    else result.push(strategicPatch({}, item, type));
  }
  return result;
}

/** `$setElementOrder/x` and `$deleteFromPrimitiveList/x` stand beside the list they are about. */
function applyListDirectives(result: JsonObject, patch: JsonObject, type: string): void {
  for (const [directive, value] of Object.entries(patch)) {
    if (directive.startsWith(removePrefix)) {
      const name = directive.slice(removePrefix.length);
      const list = result[name];
      if (Array.isArray(list) && Array.isArray(value)) result[name] = list.filter((item) => !value.includes(item));
    } else if (directive.startsWith(orderPrefix)) {
      const name = directive.slice(orderPrefix.length);
      const list = result[name];
      if (Array.isArray(list) && Array.isArray(value)) result[name] = ordered(list, value, fieldOf(type, name)?.mergeKey ?? null);
    }
  }
}

/** Items that the order names come in that order; others keep their place after the item they followed. */
function ordered(list: unknown[], order: unknown[], key: string | null): unknown[] {
  const identity = (item: unknown) => JSON.stringify(key !== null && isRecord(item) ? item[key] : item);
  const wanted = order.map(identity);
  const named = list.filter((item) => wanted.includes(identity(item)))
    .sort((a, b) => wanted.indexOf(identity(a)) - wanted.indexOf(identity(b)));
  const result: unknown[] = [...named];
  list.forEach((item, at) => {
    if (wanted.includes(identity(item))) return;
    const before = at === 0 ? -1 : result.indexOf(list[at - 1]);
    result.splice(before + 1, 0, item);
  });
  return result;
}

/** `$retainKeys` names every key that may stay. */
function retain(result: JsonObject, patch: JsonObject): JsonObject {
  const kept = patch['$retainKeys'];
  if (!Array.isArray(kept)) return result;
  return Object.fromEntries(Object.entries(result).filter(([name]) => kept.includes(name)));
}

function withoutDirectives(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value)
    .filter(([name, inner]) => !isDirective(name) && inner !== null)
    .map(([name, inner]) => [name, isRecord(inner) ? withoutDirectives(inner) : inner]));
}
