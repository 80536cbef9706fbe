/** JSON Merge Patch (RFC 7386). */
import { isRecord } from '../object.ts';

/** Takes a value and a patch; gives the patched value. Neither is changed. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result = isRecord(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, name);
    else put(result, name, mergePatch(result[name], value));
  }
  return result;
}

/** Sets a field even if it is called `__proto__`. */
function put(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}
