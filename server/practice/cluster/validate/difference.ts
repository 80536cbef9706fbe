/**
 * What an update would change that it may not. An API server shows it behind its message as go-cmp prints it; here the
 * fields that differ stand, each as it was and as it would be.
 */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../object.ts';

/** A field may be as long as its author likes, and a message may not. */
const longest = 300;

/** Takes the name of a type in Go, what was and what would be; gives the lines to put behind a message. */
export function specDifference(type: string, before: JsonObject, after: JsonObject): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const line = (sign: string, name: string, value: unknown) => (value === undefined ? [] : [`${sign} \t${name[0]?.toUpperCase() ?? ''}${name.slice(1)}: ${short(value)},`]);
  const same = Object.keys(after).length - names.length;
  return ['', `  ${type}{`, ...(same > 0 ? [`  \t... // ${same} identical fields`] : []),
    ...names.flatMap((name) => [...line('-', name, before[name]), ...line('+', name, after[name])]), '  }', ''].join('\n');
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
