/**
 * The one table of types: which fields an object may have and of which type they are. Built-in kinds come from
 * `models.json` (generate.ts), custom ones from their declarations. Types are read when they are first asked for.
 */
import models from './models.json' with { type: 'json' };
import { customKinds } from '../custom/kinds.ts';
import { type Field, parseField } from './field.ts';
import { quantities } from './quantities.ts';

const notations: Readonly<Record<string, string>> = {
  ...models,
  ...Object.fromEntries(customKinds.map(({ resource, fields }) => [
    resource.kind, ['apiVersion:string', 'kind:string', 'metadata:ObjectMeta', ...fields.map((field) => `${field}:any`)].join(' '),
  ])),
};
const read = new Map<string, ReadonlyMap<string, Field>>();

/** Takes the name of a type; gives whether it is in the table. */
export function hasType(type: string): boolean {
  return Object.hasOwn(notations, type);
}

/** Takes the name of a type; gives its fields, none when it is not in the table. */
export function fieldsOf(type: string): ReadonlyMap<string, Field> {
  const known = read.get(type);
  if (known) return known;
  const fields = hasType(type) ? readType(type) : new Map<string, Field>();
  if (hasType(type)) read.set(type, fields);
  return fields;
}

/** Takes a type and the name of a field; gives the field, or null when the type has none of that name. */
export function fieldOf(type: string, name: string): Field | null {
  return fieldsOf(type).get(name) ?? null;
}

/** Gives the names of all types. */
export function typeNames(): string[] {
  return Object.keys(notations);
}

function readType(type: string): Map<string, Field> {
  const words = (notations[type] ?? '').split(' ').filter((word) => word !== '');
  return new Map(words.map((word) => {
    const at = word.indexOf(':');
    const name = word.slice(0, at);
    const field = parseField(word.slice(at + 1));
    return [name, quantities.has(`${type}.${name}`) ? { ...field, of: 'quantity', form: field.form === 'map' ? 'map' : 'value' } : field];
  }));
}
