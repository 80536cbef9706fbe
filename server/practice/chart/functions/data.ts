/** Functions on values, lists and maps, as Go, Sprig and Helm have them. None changes what it is given. */
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { isRecord } from '../../cluster/object.ts';
import { readYaml } from '../chart.ts';
import type { TemplateFunction } from '../template/execute.ts';
import { isTrue, kindOf, ownField } from '../template/value.ts';
import { merged } from '../values.ts';
import { weigh } from '../weight.ts';
import { countArgument, listArgument, mapArgument, numberArgument, recordOf, textArgument } from './argument.ts';

/** The longest list that a function makes. */
const longest = 10_000;

function ordered(given: readonly unknown[], fits: (order: number) => boolean): boolean {
  const [a, b] = given;
  if (typeof a === 'number' && typeof b === 'number') return fits(a - b);
  if (typeof a === 'string' && typeof b === 'string') return fits(a < b ? -1 : a > b ? 1 : 0);
  throw new Error('incompatible types for comparison');
}

function isEqual(given: readonly unknown[]): boolean {
  const [first, ...others] = given;
  if (others.length === 0) throw new Error('missing argument for comparison');
  for (const other of others) {
    const bare = first === null || first === undefined || other === null || other === undefined;
    if (!bare && typeof first !== typeof other) throw new Error('incompatible types for comparison');
  }
  given.forEach(weigh);
  return others.some((other) => isDeepStrictEqual(first ?? null, other ?? null));
}

function element(value: unknown, key: unknown): unknown {
  if (isRecord(value)) return ownField(value, textArgument(key));
  const list = typeof value === 'string' ? [...value] : listArgument(value);
  const at = numberArgument(key);
  if (at < 0 || at >= list.length) throw new Error(`index out of range: ${at}`);
  return list[at];
}

/** Looks down a path of names; the last two arguments are what to give when nothing is there, and the map. */
function dig(given: readonly unknown[]): unknown {
  let value = given.at(-1);
  for (const name of given.slice(0, -2)) {
    value = isRecord(value) ? ownField(value, textArgument(name)) : undefined;
    if (value === undefined) return given.at(-2);
  }
  return value;
}

function pairs(given: readonly unknown[]): [string, unknown][] {
  return Array.from({ length: Math.ceil(given.length / 2) }, (_, at) => [textArgument(given[2 * at]), given[2 * at + 1] ?? '']);
}

const arithmetic = (make: (a: number, b: number) => number): TemplateFunction => (given) => given.map(numberArgument).map(Math.trunc).reduce(make);

function divisor(value: number): number {
  if (value === 0) throw new Error('integer divide by zero');
  return value;
}

export const dataFunctions: Readonly<Record<string, TemplateFunction>> = {
  eq: isEqual,
  ne: (given) => !isEqual(given),
  lt: (given) => ordered(given, (order) => order < 0),
  le: (given) => ordered(given, (order) => order <= 0),
  gt: (given) => ordered(given, (order) => order > 0),
  ge: (given) => ordered(given, (order) => order >= 0),
  not: ([value]) => !isTrue(value),
  default: (given) => (given.length > 1 && isTrue(given[1]) ? given[1] : given[0]),
  empty: ([value]) => !isTrue(value),
  coalesce: (given) => given.find(isTrue) ?? null,
  ternary: ([yes, no, condition]) => (isTrue(condition) ? yes : no),
  required: ([why, value]) => {
    if (value === null || value === undefined || value === '') throw new Error(textArgument(why));
    return value;
  },
  fail: ([why]) => { throw new Error(textArgument(why)); },
  int: ([value]) => Math.trunc(numberArgument(value)),
  int64: ([value]) => Math.trunc(numberArgument(value)),
  float64: ([value]) => numberArgument(value),
  add: arithmetic((a, b) => a + b),
  add1: ([value]) => Math.trunc(numberArgument(value)) + 1,
  sub: arithmetic((a, b) => a - b),
  mul: arithmetic((a, b) => a * b),
  div: arithmetic((a, b) => Math.trunc(a / divisor(b))),
  mod: arithmetic((a, b) => a % divisor(b)),
  max: arithmetic(Math.max),
  min: arithmetic(Math.min),
  len: ([value]) => (typeof value === 'string' ? Buffer.byteLength(value) : isRecord(value) ? Object.keys(value).length : listArgument(value).length),
  index: ([value, ...keys]) => keys.reduce(element, value),
  list: (given) => [...given],
  tuple: (given) => [...given],
  first: ([list]) => listArgument(list)[0] ?? null,
  last: ([list]) => listArgument(list).at(-1) ?? null,
  rest: ([list]) => listArgument(list).slice(1),
  append: ([list, item]) => [...listArgument(list), item],
  concat: (given, { spend }) => {
    const made = given.flatMap(listArgument);
    spend(made.length);
    return made;
  },
  has: ([item, list]) => {
    weigh([item, list]);
    return listArgument(list).some((one) => isDeepStrictEqual(one, item));
  },
  uniq: ([list]) => [...new Set(listArgument(list))],
  sortAlpha: ([list]) => listArgument(list).map(textArgument).sort(),
  until: ([count], { spend }) => {
    spend(countArgument(count, longest));
    return Array.from({ length: countArgument(count, longest) }, (_, at) => at);
  },
  dict: (given) => recordOf(pairs(given)),
  get: ([map, key]) => ownField(mapArgument(map), textArgument(key)) ?? '',
  hasKey: ([map, key]) => Object.hasOwn(mapArgument(map), textArgument(key)),
  keys: ([map]) => Object.keys(mapArgument(map)),
  values: ([map]) => Object.values(mapArgument(map)),
  pick: ([map, ...names]) => recordOf(Object.entries(mapArgument(map)).filter(([key]) => names.includes(key))),
  omit: ([map, ...names]) => recordOf(Object.entries(mapArgument(map)).filter(([key]) => !names.includes(key))),
  merge: (given, { spend }) => {
    given.forEach((value) => { spend(weigh(value)); });
    return given.map(mapArgument).reduceRight((under, over) => merged(under, over), {});
  },
  dig,
  kindOf: ([value]) => kindOf(value),
  kindIs: ([kind, value]) => kindOf(value) === kind,
  toJson: ([value], { spend }) => {
    weigh(value);
    const made = JSON.stringify(value ?? null);
    spend(made.length);
    return made;
  },
  toYaml: ([value], { spend }) => {
    spend(weigh(value));
    const made = toYaml(value);
    spend(made.length);
    return made;
  },
  fromYaml: ([text], { spend }) => {
    spend(textArgument(text).length);
    return mapArgument(readYaml('the text', textArgument(text)));
  },
  // nothing of a cluster is seen while rendering, as with `helm template`
  lookup: () => ({}),
};

/** Takes a value; gives it as YAML as Helm writes it: sorted, lists not indented, no end of line at the end. */
export function toYaml(value: unknown): string {
  return stringify(value ?? null, { sortMapEntries: true, indentSeq: false, lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
}
