/**
 * A custom kind's own rules, worded as the API server words a CustomResourceDefinition's schema
 * (k8s.io/apiextensions-apiserver/pkg/apiserver/validation, k8s.io/kube-openapi/pkg/validation).
 */
import type { Structure } from '../custom/kind.ts';
import { type JsonObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { type Cause, causes, invalid } from '../status.ts';

/** Takes a custom object, its resource and its structure. Throws 422 with every cause. */
export function checkStructure(object: JsonObject, resource: Resource, structure: Structure): void {
  const found = check(object, structure, '');
  const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
  if (found.length > 0) throw invalid(resource, String(metadata['name'] ?? ''), found);
}

/** Takes a value, its structure and its path; gives what is wrong with it. */
function check(value: unknown, structure: Structure, path: string): Cause[] {
  if (value === null || value === undefined) return [];
  const { type } = structure;
  const given = typeOf(value);
  if (type !== undefined && given !== type && !(type === 'number' && given === 'integer')) {
    return [{ reason: 'FieldValueTypeInvalid', message: `Invalid value: ${JSON.stringify(given)}: ${path} in body must be of type ${type}: ${JSON.stringify(given)}`, field: path }];
  }
  if (Array.isArray(value)) return checkItems(value, structure, path);
  if (isRecord(value)) return checkProperties(value, structure, path);
  return checkValue(value, structure, path);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function checkItems(value: unknown[], structure: Structure, path: string): Cause[] {
  const found = value.flatMap((item, at) => (structure.items ? check(item, structure.items, `${path}[${at}]`) : []));
  if (value.length < (structure.minItems ?? 0)) {
    found.push(causes.invalid(path, value.length, `${path} in body should have at least ${structure.minItems ?? 0} items`));
  }
  return found;
}

function checkProperties(value: JsonObject, { properties = {}, required = [], additionalProperties }: Structure, path: string): Cause[] {
  const under = (name: string) => (path === '' ? name : `${path}.${name}`);
  return [
    ...required.filter((name) => value[name] === undefined).map((name) => causes.required(under(name))),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const structure = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      return structure ? check(inner, structure, under(name)) : [];
    }),
  ];
}

function checkValue(value: unknown, structure: Structure, path: string): Cause[] {
  const { minimum, maximum, enum: known, pattern } = structure;
  if (typeof value === 'number' && minimum !== undefined && value < minimum) {
    return [causes.invalid(path, value, `${path} in body should be greater than or equal to ${minimum}`)];
  }
  if (typeof value === 'number' && maximum !== undefined && value > maximum) {
    return [causes.invalid(path, value, `${path} in body should be less than or equal to ${maximum}`)];
  }
  if (known && !known.includes(String(value))) return [causes.notSupported(path, value, [...known])];
  if (pattern !== undefined && typeof value === 'string' && !new RegExp(pattern).test(value)) {
    return [causes.invalid(path, value, `${path} in body should match '${pattern}'`)];
  }
  return [];
}
