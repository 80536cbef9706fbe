/** Reads the arguments of template functions; a wrong one is told as Go tells it. */
import { type JsonObject, isRecord } from '../../cluster/object.ts';
import { kindOf } from '../template/value.ts';

function unfit(value: unknown, wanted: string): Error {
  return new Error(`wrong type for value; expected ${wanted}; got ${kindOf(value)}`);
}

/** Takes a value; gives it as a text: absent is empty, numbers and booleans are written out. Throws for maps and lists. */
export function textArgument(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw unfit(value, 'string');
}

/** Takes a value; gives the number it is or says, 0 when it says none, as Sprig casts. */
export function numberArgument(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
}

/** Takes a value and the most it may be; gives the whole number, at least 0. Throws when it is more. */
export function countArgument(value: unknown, most: number): number {
  const count = Math.max(0, Math.trunc(numberArgument(value)));
  if (count > most) throw new Error(`${count} is too much here: at most ${most}`);
  return count;
}

export function listArgument(value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw unfit(value, 'list');
}

export function mapArgument(value: unknown): JsonObject {
  if (value === null || value === undefined) return {};
  if (isRecord(value)) return value;
  throw unfit(value, 'map[string]interface {}');
}

/** Takes pairs; gives the record. A key cannot reach the prototype: pairs become fields of the record's own. */
export function recordOf(pairs: Iterable<readonly [string, unknown]>): JsonObject {
  return Object.fromEntries([...pairs].filter(([key]) => key !== '__proto__'));
}
