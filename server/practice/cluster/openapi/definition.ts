/** Types as OpenAPI v3 schemas, as an API server publishes its own. */
import { registry } from '../resources.ts';
import { limitsOf } from '../schema/enumerations.ts';
import { type Field, isValue } from '../schema/field.ts';
import { fieldsOf } from '../schema/schema.ts';
import { strategyOf } from '../schema/strategy.ts';
import { descriptionOf } from './describe.ts';

export type Schema = Readonly<Record<string, unknown>>;

const machinery = 'io.k8s.apimachinery.pkg';
/** Types that no kind owns. */
const shared = new Set(['ObjectMeta', 'OwnerReference', 'ManagedFieldsEntry', 'LabelSelector', 'LabelSelectorRequirement', 'Condition']);

/** Values that are types of their own: kubectl shows the last part of the name. */
const named: Readonly<Record<string, { name: string; schema: Schema }>> = {
  quantity: { name: `${machinery}.api.resource.Quantity`, schema: { description: 'An amount, such as 500m or 1Gi.', oneOf: [{ type: 'string' }, { type: 'number' }] } },
  intOrString: { name: `${machinery}.util.intstr.IntOrString`, schema: { description: 'A number, or a text such as 25%.', format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] } },
  time: { name: `${machinery}.apis.meta.v1.Time`, schema: { type: 'string', format: 'date-time' } },
  microTime: { name: `${machinery}.apis.meta.v1.MicroTime`, schema: { type: 'string', format: 'date-time' } },
};

const plain: Readonly<Record<string, Schema>> = {
  string: { type: 'string' }, bool: { type: 'boolean' }, int32: { type: 'integer', format: 'int32' }, int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' }, bytes: { type: 'string', format: 'byte' }, any: { type: 'object' },
};

/** Takes a type; gives the types and named values its fields hold. */
export function mentionedBy(type: string): string[] {
  return [...fieldsOf(type).values()].map(({ of }) => of).filter((of) => !isValue(of) || Object.hasOwn(named, of));
}

/** Takes a type, or a value with a name of its own; gives its name in documents. */
export function definitionName(type: string): string {
  return named[type]?.name ?? (shared.has(type) ? `${machinery}.apis.meta.v1.${type}` : `io.k8s.api.${homeOf(type)}.v1.${type.replace(/^Discovery/, '')}`);
}

let homes: Map<string, string> | null = null;

/** A type is at home in the first group that has use for it: core has use for core's only, and so on. */
function homeOf(type: string): string {
  homes ??= findHomes();
  return homes.get(type) ?? 'core';
}

function findHomes(): Map<string, string> {
  const found = new Map<string, string>();
  for (const { group, kind } of registry.all) {
    const waiting = [kind];
    for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
      if (found.has(type)) continue;
      found.set(type, group === '' ? 'core' : group.split('.')[0] ?? 'core');
      waiting.push(...mentionedBy(type));
    }
  }
  return found;
}

/** Takes a type, or a value with a name of its own; gives its schema. */
export function definitionOf(type: string): Schema {
  const value = named[type];
  if (value) return value.schema;
  const fields = [...fieldsOf(type)].sort(([a], [b]) => (a < b ? -1 : 1));
  const required = fields.filter(([, field]) => field.required).map(([name]) => name);
  return {
    ...described(descriptionOf(type)),
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, property(type, name, field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function property(type: string, name: string, field: Field): Schema {
  const limits = limitsOf(type, name);
  const one: Schema = { ...itemOf(field.of), ...(limits ? { enum: limits } : {}) };
  const description = described(descriptionOf(type, name));
  if (field.form === 'map') return { ...description, type: 'object', additionalProperties: one };
  const { mergeKey, mergesValues, retainKeys } = strategyOf(type, name);
  const strategy = [...(mergeKey !== null || mergesValues ? ['merge'] : []), ...(retainKeys ? ['retainKeys'] : [])].join(',');
  const patching = { ...(mergeKey === null ? {} : { 'x-kubernetes-patch-merge-key': mergeKey }), ...(strategy === '' ? {} : { 'x-kubernetes-patch-strategy': strategy }) };
  if (field.form === 'list') return { ...description, type: 'array', items: one, ...patching };
  return { ...description, ...one, ...patching };
}

function itemOf(of: string): Schema {
  if (isValue(of) && !Object.hasOwn(named, of)) return plain[of] ?? {};
  return { allOf: [{ $ref: `#/components/schemas/${definitionName(of)}` }] };
}

function described(description: string): Schema {
  return description === '' ? {} : { description };
}
