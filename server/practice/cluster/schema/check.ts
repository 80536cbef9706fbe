/**
 * Does an object have the fields and types of its kind? Two answers, as the API server gives them: the first value of a
 * wrong type (the request cannot be handled), and every unknown field (a strict decoding error, or a warning).
 */
import { type JsonObject, isRecord } from '../object.ts';
import { type Field, isValue } from './field.ts';
import { fieldOf, hasType, isOpen } from './schema.ts';

export interface Findings {
  /** how Go's decoder would put it; null when all types are right */
  wrongType: string | null;
  unknownFields: string[];
  /** the object without its unknown fields; the object itself when it has none */
  pruned: JsonObject;
}

/** Takes an object and the name of its kind; gives what is wrong with it. */
export function checkShape(object: JsonObject, kind: string): Findings {
  const findings: Findings = { wrongType: null, unknownFields: [], pruned: object };
  if (!hasType(kind)) return findings;
  checkType(object, kind, '', findings);
  if (findings.wrongType === null && findings.unknownFields.length > 0) findings.pruned = prune(object, kind);
  return findings;
}

function prune(value: JsonObject, type: string): JsonObject {
  const known = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const field = fieldOf(type, name);
    if (!field) return isOpen(type) ? [[name, inner]] : [];
    const one = (item: unknown) => (isRecord(item) && !isValue(field.of) ? prune(item, field.of) : item);
    if (field.form === 'list' && Array.isArray(inner)) return [[name, inner.map(one)]];
    if (field.form === 'map' && isRecord(inner)) return [[name, Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, one(item)]))]];
    return [[name, one(inner)]];
  });
  return Object.fromEntries(known);
}

function checkType(value: unknown, type: string, path: string, findings: Findings): void {
  if (value === null || value === undefined) return;
  if (!isRecord(value)) return wrong(value, type, path, `v1.${type}`, findings);
  for (const [name, inner] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const field = fieldOf(type, name);
    if (field) checkField(inner, field, type, at, findings);
    else if (!isOpen(type)) findings.unknownFields.push(at);
  }
}

function checkField(value: unknown, field: Field, owner: string, path: string, findings: Findings): void {
  if (value === null || value === undefined) return;
  if (field.form === 'list') {
    if (!Array.isArray(value)) return wrong(value, owner, path, `[]${goType(field.of)}`, findings);
    value.forEach((item, at) => { checkOne(item, field.of, owner, `${path}[${at}]`, findings); });
  } else if (field.form === 'map') {
    if (!isRecord(value)) return wrong(value, owner, path, `map[string]${goType(field.of)}`, findings);
    for (const [key, item] of Object.entries(value)) checkOne(item, field.of, owner, `${path}.${key}`, findings);
  } else checkOne(value, field.of, owner, path, findings);
}

function checkOne(value: unknown, of: string, owner: string, path: string, findings: Findings): void {
  if (!isValue(of)) return checkType(value, of, path, findings);
  if (value !== null && value !== undefined && !(fits[of]?.(value) ?? true)) wrong(value, owner, path, goType(of), findings);
}

const quantityForm = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;
/** No two parts of it match the same character: on a long text that does not fit, anything else takes for ever. */
const base64Form = /^[A-Za-z0-9+/\r\n]*(?:=[\r\n]*){0,2}$/;

const fits: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  time: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  bytes: (value) => typeof value === 'string' && base64Form.test(value),
  quantity: (value) => typeof value === 'number' || (typeof value === 'string' && quantityForm.test(value)),
  intOrString: (value) => typeof value === 'string' || Number.isSafeInteger(value),
};

function goType(of: string): string {
  const names: Record<string, string> = {
    string: 'string', int: 'int32', number: 'float64', bool: 'bool', bytes: '[]uint8', quantity: 'resource.Quantity', intOrString: 'intstr.IntOrString',
    time: 'time.Time',
  };
  return names[of] ?? `v1.${of}`;
}

function wrong(value: unknown, owner: string, path: string, type: string, findings: Findings): void {
  const given = Array.isArray(value) ? 'array' : isRecord(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
  // the Go decoder leaves list positions and map keys out of the path it tells
  findings.wrongType ??= `json: cannot unmarshal ${given} into Go struct field ${owner}.${path.replace(/\[\d+\]/g, '')} of type ${type}`;
}
