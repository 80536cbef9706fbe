/** Values as templates see them: what YAML gives, and methods of what Helm puts beside it (`.Files.Get`). */
import { type JsonObject, isRecord } from '../../cluster/object.ts';
import { weigh } from '../weight.ts';

/** Something a template calls with arguments. */
export class Method {
  readonly call: (given: readonly unknown[]) => unknown;

  constructor(call: (given: readonly unknown[]) => unknown) {
    this.call = call;
  }
}

/** Takes a value; gives whether `if` goes on with it: not for false, 0 and what is empty. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** Takes a record and a name; gives its own field of that name, undefined when it has none. */
export function ownField(record: JsonObject, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/**
 * Takes a value; gives it as it is printed: as Go's `%v`, an absent one as nothing. Numbers stay plain: Go writes a whole
 * number of values.yaml from 1e+06 on with an exponent, which means the same in YAML.
 */
export function printed(value: unknown, spend: (characters: number) => void): string {
  if (typeof value === 'object') spend(weigh(value));
  const text = textOf(value, 0);
  spend(text.length);
  return text;
}

/** Nested values are printed this deep. */
const deepest = 20;

function textOf(value: unknown, depth: number): string {
  if (value === null || value === undefined) return depth === 0 ? '' : '<nil>';
  if (typeof value === 'string') return value;
  if (depth > deepest) return '…';
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, depth + 1)).join(' ')}]`;
  if (!isRecord(value) || value instanceof Method) return String(value);
  const fields = Object.keys(value).sort().map((name) => `${name}:${textOf(value[name], depth + 1)}`);
  return `map[${fields.join(' ')}]`;
}

/** Takes a value; gives what Go would call its kind. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'invalid';
  if (Array.isArray(value)) return 'slice';
  if (isRecord(value)) return 'map';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
