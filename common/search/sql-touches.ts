/** The tables that SQL names behind FROM, JOIN, INTO, UPDATE and TABLE. */
import { filledIn, type Values } from './known-words.ts';
import type { Touch } from './touch.ts';

/** Strings and comments are passed over; a name may have a schema, and either may be in quotes. */
const pieces = /'(?:[^']|'')*'|--[^\n]*|\/\*[^]*?\*\/|\b(?:from|join|into|update|table)\s+((?:"[^"]+"|[a-z_]\w*)(?:\.(?:"[^"]+"|[a-z_]\w*))*)(?!\s*\()/gi;

/** Takes a `sql` block and the values of its parameters; gives the tables it touches. */
export function sqlTouches(source: string, values: Values): Touch[] {
  const names = Array.from(source.matchAll(pieces), ([, name]) => name?.replaceAll('"', '')).filter((name) => name !== undefined);
  return names.flatMap((name) => filledIn(name, values)).map((name) => ({ kind: 'table', name }));
}
