/** Metadata (k8s.io/apimachinery/pkg/api/validation/objectmeta.go, k8s.io/kubernetes/pkg/apis/core/validation). */
import { customKindOf } from '../custom/kinds.ts';
import { type JsonObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { type Cause, causes } from '../status.ts';
import { type Faults, invalidFor, labelFaults, labelValueFaults, pathFaults, qualifiedFaults, serviceFaults, subdomainFaults } from './name.ts';
import { goStrings } from './go.ts';

/** Kinds whose names have to be more, or need be less, than DNS subdomains. */
const nameFaults: Record<string, (name: string) => Faults> = { Namespace: labelFaults, Service: serviceFaults };

/** Takes an object; gives what is wrong with its metadata. */
export function checkMeta(object: JsonObject, resource: Resource): Cause[] {
  const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
  return [
    ...checkName(metadata, resource),
    ...checkLabels(metadata['labels'], 'metadata.labels'),
    ...checkAnnotations(metadata['annotations'], 'metadata.annotations'),
    ...checkOwners(metadata['ownerReferences']),
    ...checkFinalizers(metadata['finalizers'], resource),
  ];
}

function checkName(metadata: JsonObject, resource: Resource): Cause[] {
  const name = String(metadata['name'] ?? '');
  if (name === '') return [causes.required('metadata.name', 'name or generateName is required')];
  const faults = resource.group === 'rbac.authorization.k8s.io' ? pathFaults : nameFaults[resource.kind] ?? subdomainFaults;
  const prefix = metadata['generateName'];
  // a prefix goes without its last hyphen, as the random letters come behind it
  const ofPrefix = typeof prefix === 'string' && prefix !== '' ? invalidFor('metadata.generateName', prefix, faults(prefix.replace(/-$/, 'a'))) : [];
  return ofPrefix.length > 0 ? ofPrefix : invalidFor('metadata.name', name, faults(name));
}

/** Takes a name and its field; gives what keeps it from being a DNS subdomain. */
export function checkSubdomain(name: string, field: string): Cause[] {
  return invalidFor(field, name, subdomainFaults(name));
}

/** Takes a name and its field; gives what keeps it from being a DNS label. */
export function checkLabelName(name: string, field: string): Cause[] {
  return invalidFor(field, name, labelFaults(name));
}

/** Takes labels and their field; gives what is wrong with them. */
export function checkLabels(labels: unknown, field: string): Cause[] {
  if (!isRecord(labels)) return [];
  return Object.entries(labels).flatMap(([key, value]) => [
    ...invalidFor(field, key, qualifiedFaults(key)), ...invalidFor(field, value, labelValueFaults(String(value))),
  ]);
}

/** Takes annotations and their field; gives what is wrong with them. */
export function checkAnnotations(annotations: unknown, field: string): Cause[] {
  if (!isRecord(annotations)) return [];
  const keys = Object.keys(annotations).flatMap((key) => invalidFor(field, key, qualifiedFaults(key.toLowerCase())));
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)), 0);
  return size <= 256 * 1024 ? keys : [...keys, tooLongCause(field, 256 * 1024)];
}

/** Takes a field and how many bytes it may have; gives the cause of one that has more. */
export function tooLongCause(field: string, most: number): Cause {
  return { reason: 'FieldValueTooLong', message: `Too long: may not be more than ${most} bytes`, field };
}

function checkOwners(owners: unknown): Cause[] {
  if (!Array.isArray(owners)) return [];
  const field = 'metadata.ownerReferences';
  const references = owners.filter(isRecord);
  const missing = references.flatMap((owner) => (['apiVersion', 'kind', 'name', 'uid'] as const)
    .filter((name) => String(owner[name] ?? '') === '')
    .map((name) => causes.invalid(`${field}.${name}`, '', `${name === 'apiVersion' ? 'version' : name} must not be empty`)));
  const [first, second] = references.filter((owner) => owner['controller'] === true).map(({ kind, name }) => `${String(kind)}/${String(name)}`);
  if (second === undefined) return missing;
  return [...missing, causes.invalid(field, owners, `Only one reference can have Controller set to true. Found "true" in references for ${first ?? ''} and ${second}`)];
}

const standardFinalizers = new Set(['kubernetes', 'foregroundDeletion', 'orphan', 'foreground']);

function checkFinalizers(finalizers: unknown, resource: Resource): Cause[] {
  if (!Array.isArray(finalizers)) return [];
  return finalizers.flatMap((finalizer: unknown, at) => {
    const text = String(finalizer);
    const faults = invalidFor('metadata.finalizers', text, qualifiedFaults(text));
    if (text.includes('/') || standardFinalizers.has(text) || customKindOf(resource)) return faults;
    return [...faults, causes.invalid(`metadata.finalizers[${at}]`, text, 'name is neither a standard finalizer name nor is it fully qualified')];
  });
}

/** What is being deleted waits for nothing new. */
export function checkMetaUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const before = isRecord(old['metadata']) ? old['metadata'] : {};
  if (before['deletionTimestamp'] === undefined) return [];
  const list = (of: JsonObject): unknown[] => (Array.isArray(of['finalizers']) ? of['finalizers'] : []);
  const known = new Set(list(before));
  const added = list(isRecord(object['metadata']) ? object['metadata'] : {}).filter((one) => !known.has(one));
  return added.length === 0 ? []
    : [causes.forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers ${goStrings(added)}`)];
}
