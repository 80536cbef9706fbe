/** A chart's values: one over the other, as Helm coalesces them. */
import { type JsonObject, isRecord } from '../cluster/object.ts';

/**
 * Takes values and others that go over them; gives both in one. Maps merge, everything else is replaced. A null replaces too:
 * it is how a chart's default is taken away, also that of a chart further in, and templates see it as nothing.
 */
export function merged(under: JsonObject, over: JsonObject): JsonObject {
  const fields = new Map(Object.entries(under));
  for (const [name, value] of Object.entries(over)) {
    const before = fields.get(name);
    if (isRecord(before) && isRecord(value)) fields.set(name, merged(before, value));
    else fields.set(name, value);
  }
  fields.delete('__proto__');
  return Object.fromEntries(fields);
}

/** Takes values and a path such as `kafdrop.enabled`; gives what is there, undefined when nothing is. */
export function valueAt(values: JsonObject, path: string): unknown {
  let value: unknown = values;
  for (const name of path.split('.')) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}
