/** Setting what is absent. */
import { type JsonObject, isRecord } from '../object.ts';

/** Takes an object, its own to change, and defaults; sets each that is absent or null. */
export function fill(object: JsonObject, defaults: JsonObject): void {
  for (const [name, value] of Object.entries(defaults)) object[name] ??= value;
}

/** Takes an object and the name of a field; gives the record in it, made when it is absent. */
export function inner(object: JsonObject, name: string): JsonObject {
  const found = object[name];
  if (isRecord(found)) return found;
  const made: JsonObject = {};
  object[name] = made;
  return made;
}

/** Takes any value; gives the records in it when it is a list. */
export function records(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
