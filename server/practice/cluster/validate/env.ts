/** Variables of containers (k8s.io/kubernetes/pkg/apis/core/validation: ValidateEnv, ValidateEnvFrom). */
import { type JsonObject, isRecord } from '../object.ts';
import { type Cause, causes } from '../status.ts';
import { dataKeyFaults, invalidFor, variableFaults } from './name.ts';

const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'];
/** What a variable may hold of its pod. */
const podFields = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
];

/** Takes the variables of a container and their path; gives what is wrong with them. */
export function checkEnv(variables: JsonObject[], path: string): Cause[] {
  return variables.flatMap((variable, at) => {
    const field = `${path}[${at}]`;
    const name = String(variable['name'] ?? '');
    return [
      ...(name === '' ? [causes.required(`${field}.name`)] : invalidFor(`${field}.name`, name, variableFaults(name))),
      ...checkSource(variable, `${field}.valueFrom`),
    ];
  });
}

function checkSource({ valueFrom, value }: JsonObject, field: string): Cause[] {
  if (!isRecord(valueFrom)) return [];
  const given = sources.filter((source) => valueFrom[source] !== undefined);
  const found = given.flatMap((source) => (isRecord(valueFrom[source]) ? checkReference(valueFrom[source], source, `${field}.${source}`) : []));
  if (given.length === 0) {
    found.push(causes.invalid(field, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'));
  } else if (String(value ?? '') !== '') found.push(causes.invalid(field, '', 'may not be specified when `value` is not empty'));
  else if (given.length > 1) found.push(causes.invalid(field, '', 'may not have more than one field specified at a time'));
  return found;
}

function checkReference(reference: JsonObject, source: string, field: string): Cause[] {
  if (source === 'configMapKeyRef' || source === 'secretKeyRef') {
    const key = String(reference['key'] ?? '');
    return key === '' ? [causes.required(`${field}.key`)] : invalidFor(`${field}.key`, key, dataKeyFaults(key));
  }
  if (source !== 'fieldRef') return String(reference['resource'] ?? '') === '' ? [causes.required(`${field}.resource`)] : [];
  const path = String(reference['fieldPath'] ?? '');
  if (path === '') return [causes.required(`${field}.fieldPath`)];
  if (podFields.includes(path) || /^metadata\.(labels|annotations)\['[^']+'\]$/.test(path)) return [];
  return [causes.invalid(`${field}.fieldPath`, path, `error converting fieldPath: field label not supported: ${path}`)];
}

/** Takes what a container's variables come from as a whole, and its path; gives what is wrong with it. */
export function checkEnvFrom(list: JsonObject[], path: string): Cause[] {
  return list.flatMap((one, at) => {
    const field = `${path}[${at}]`;
    const given = ['configMapRef', 'secretRef'].filter((name) => one[name] !== undefined);
    const prefix = String(one['prefix'] ?? '');
    return [
      ...(prefix === '' ? [] : invalidFor(`${field}.prefix`, prefix, variableFaults(prefix))),
      ...given.filter((name) => isRecord(one[name]) && String(one[name]['name'] ?? '') === '').map((name) => causes.required(`${field}.${name}.name`)),
      ...(given.length === 0 ? [causes.invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`')] : []),
      ...(given.length > 1 ? [causes.invalid(field, '', 'may not have more than one field specified at a time')] : []),
    ];
  });
}
