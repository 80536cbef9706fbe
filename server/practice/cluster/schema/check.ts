/**
 * Does an object have the fields and types of its kind? Two answers, as the API server gives them: the first value of a
 * wrong type (the request cannot be handled), and every unknown field (a strict decoding error, or a warning).
 */
import { type JsonObject, isRecord } from '../object.ts';
import { type Field, isValue } from './field.ts';
import { goTypes } from './golang.ts';
import { quantityError } from './quantities.ts';
import { fieldOf, fieldsOf, hasType } from './schema.ts';

/** The decoder tells no more of them (sigs.k8s.io/json). */
const mostUnknown = 100;

/** A value that does not fit where it stands. */
export interface Misfit {
  value: unknown;
  /** type whose field it is */
  owner: string;
  /** names of the fields that lead to it, without positions in lists and keys of maps */
  path: string;
  /** what it should be: a value, `list`, `map` or `type` */
  wanted: string;
  /** what Go calls that */
  goType: string;
}

export interface Findings {
  /** null when all types are right */
  misfit: Misfit | null;
  unknownFields: string[];
  /** the object without its unknown fields; the object itself when it has none */
  pruned: JsonObject;
}

/** Takes an object and the name of its type; gives what is wrong with it. */
export function checkShape(object: JsonObject, type: string): Findings {
  const findings: Findings = { misfit: null, unknownFields: [], pruned: object };
  if (!hasType(type)) return findings;
  checkFields(object, type, '', findings);
  if (findings.misfit === null && findings.unknownFields.length > 0) findings.pruned = prune(object, type);
  return findings;
}

function prune(value: JsonObject, type: string): JsonObject {
  const known = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const field = fieldOf(type, name);
    if (!field) return [];
    const one = (item: unknown) => (isRecord(item) && !isValue(field.of) ? prune(item, field.of) : item);
    if (field.form === 'list' && Array.isArray(inner)) return [[name, inner.map(one)]];
    if (field.form === 'map' && isRecord(inner)) return [[name, Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, one(item)]))]];
    return [[name, one(inner)]];
  });
  return Object.fromEntries(known);
}

function checkFields(value: JsonObject, type: string, path: string, findings: Findings): void {
  const known = fieldsOf(type);
  for (const [name, inner] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const field = known.get(name);
    if (field) checkField(inner, field, { owner: type, name, path: at }, findings);
    else if (findings.unknownFields.length < mostUnknown) findings.unknownFields.push(at);
  }
}

interface Place { owner: string; name: string; path: string }

function checkField(value: unknown, field: Field, place: Place, findings: Findings): void {
  if (value === null || value === undefined) return;
  if (field.form === 'list') {
    if (!Array.isArray(value)) return note(value, 'list', field, place, findings);
    value.forEach((item, at) => { checkOne(item, field, { ...place, path: `${place.path}[${at}]` }, findings); });
  } else if (field.form === 'map') {
    if (!isRecord(value)) return note(value, 'map', field, place, findings);
    // Go's decoder leaves the keys of maps out of the path it tells
    for (const item of Object.values(value)) checkOne(item, field, place, findings);
  } else checkOne(value, field, place, findings);
}

function checkOne(value: unknown, field: Field, place: Place, findings: Findings): void {
  if (value === null || value === undefined) return;
  if (!isValue(field.of)) {
    if (isRecord(value)) checkFields(value, field.of, place.path, findings);
    else note(value, 'type', field, place, findings);
  } else if (!(fits[field.of]?.(value) ?? true)) note(value, field.of, field, place, findings);
}

/** No two parts of it match the same character: on a long text that does not fit, anything else takes for ever. */
const base64Form = /^[A-Za-z0-9+/\r\n]*(?:=[\r\n]*){0,2}$/;
/** RFC 3339; a MicroTime has a fraction, which Go reads whether it is there or not. */
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const isTime = (value: unknown) => typeof value === 'string' && timeForm.test(value) && !Number.isNaN(Date.parse(value));

const fits: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  int32: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  int64: (value) => Number.isSafeInteger(value),
  double: (value) => typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  time: isTime,
  microTime: isTime,
  bytes: (value) => typeof value === 'string' && base64Form.test(value) && value.replace(/[\r\n]/g, '').length % 4 === 0,
  quantity: (value) => quantityError(value) === null,
  intOrString: (value) => typeof value === 'string' || (Number.isInteger(value) && Math.abs(value as number) < 2 ** 31),
};

function note(value: unknown, wanted: string, field: Field, { owner, name, path }: Place, findings: Findings): void {
  const { whole, item } = goTypes(owner, name, field);
  const goType = wanted === 'list' || wanted === 'map' ? whole : item;
  findings.misfit ??= { value, owner, path: path.replace(/\[\d+\]/g, ''), wanted, goType };
}
