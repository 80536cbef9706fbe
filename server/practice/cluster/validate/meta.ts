/** Names, labels and owners (k8s.io/apimachinery/pkg/util/validation). */
import { type JsonObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { type Cause, causes } from '../status.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const labelForm = new RegExp(`^${label}$`);
const subdomainForm = new RegExp(`^${label}(\\.${label})*$`);
const keyForm = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const valueForm = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const subdomainAdvice = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
  + `alphanumeric character (e.g. 'example.com', regex used for validation is '${label}(\\.${label})*')`;
const labelAdvice = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
  + `alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;

/** Kinds whose names become host names; the rest may have dots, and rbac names may have anything a path may. */
const labelKinds = new Set(['Namespace', 'Service']);

/** Takes an object; gives what is wrong with its metadata. */
export function checkMeta(object: JsonObject, resource: Resource): Cause[] {
  const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
  const name = String(metadata['name'] ?? '');
  return [
    ...checkName(name, resource),
    ...checkLabels(metadata['labels'], 'metadata.labels'),
    ...checkKeys(metadata['annotations'], 'metadata.annotations'),
    ...checkAnnotationSize(metadata['annotations']),
    ...checkOwners(metadata['ownerReferences']),
  ];
}

function checkName(name: string, resource: Resource): Cause[] {
  const field = 'metadata.name';
  if (name === '') return [causes.required(field, 'name or generateName is required')];
  if (resource.group === 'rbac.authorization.k8s.io') {
    return name === '.' || name === '..' || /[/%]/.test(name) ? [causes.invalid(field, name, "may not be '.', '..' or contain '/' or '%'")] : [];
  }
  return labelKinds.has(resource.kind) ? checkLabelName(name, field) : checkSubdomain(name, field);
}

/** Takes a name and its field; gives what keeps it from being a DNS subdomain. */
export function checkSubdomain(name: string, field: string): Cause[] {
  if (name.length > 253) return [causes.invalid(field, name, 'must be no more than 253 characters')];
  return subdomainForm.test(name) ? [] : [causes.invalid(field, name, subdomainAdvice)];
}

/** Takes a name and its field; gives what keeps it from being a DNS label. */
export function checkLabelName(name: string, field: string): Cause[] {
  if (name.length > 63) return [causes.invalid(field, name, 'must be no more than 63 characters')];
  return labelForm.test(name) ? [] : [causes.invalid(field, name, labelAdvice)];
}

/** Takes labels and their field; gives what is wrong with them. */
export function checkLabels(labels: unknown, field: string): Cause[] {
  if (!isRecord(labels)) return [];
  const values = Object.values(labels).filter((value) => !valueForm.test(String(value)) || String(value).length > 63);
  return [
    ...checkKeys(labels, field),
    ...values.map((value) => causes.invalid(field, value, "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
      + "and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
      + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")),
  ];
}

function checkKeys(map: unknown, field: string): Cause[] {
  if (!isRecord(map)) return [];
  return Object.keys(map).filter((key) => !isQualifiedName(key)).map((key) => causes.invalid(field, key, "name part must consist of alphanumeric "
    + "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', "
    + "regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"));
}

function isQualifiedName(key: string): boolean {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  const [prefix] = parts;
  if (parts.length > 1 || name.length > 63 || !keyForm.test(name)) return false;
  return prefix === undefined || (prefix.length <= 253 && subdomainForm.test(prefix.toLowerCase()));
}

function checkAnnotationSize(annotations: unknown): Cause[] {
  if (!isRecord(annotations)) return [];
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + key.length + String(value).length, 0);
  const limit = 256 * 1024;
  return size <= limit ? [] : [{ reason: 'FieldValueTooLong', message: `Too long: may not be more than ${limit} bytes`, field: 'metadata.annotations' }];
}

function checkOwners(owners: unknown): Cause[] {
  if (!Array.isArray(owners)) return [];
  const field = 'metadata.ownerReferences';
  const missing = owners.flatMap((owner: unknown, at) => ['apiVersion', 'kind', 'name', 'uid']
    .filter((name) => !isRecord(owner) || String(owner[name] ?? '') === '')
    .map((name) => causes.invalid(`${field}[${at}].${name}`, '', `${name} must not be empty`)));
  const controllers = owners.filter((owner) => isRecord(owner) && owner['controller'] === true);
  if (controllers.length > 1) missing.push(causes.invalid(field, owners, 'Only one reference can have Controller set to true'));
  return missing;
}
