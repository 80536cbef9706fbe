/** ConfigMaps and Secrets (k8s.io/kubernetes/pkg/apis/core/validation: ValidateConfigMap, ValidateSecret). */
import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, isRecord } from '../object.ts';
import { type Cause, causes } from '../status.ts';
import { tooLongCause } from './meta.ts';
import { dataKeyFaults, invalidFor } from './name.ts';

/** Of all values together, in bytes. */
const mostData = 1024 * 1024;

function entries(object: JsonObject, map: string): [string, string][] {
  return Object.entries(isRecord(object[map]) ? object[map] : {}).map(([key, value]) => [key, String(value)]);
}

const decoded = (base64: string) => Math.floor(base64.replace(/[=\r\n]/g, '').length * 3 / 4);

/** Takes a ConfigMap; gives what is wrong with it. */
export function checkConfigMap(object: JsonObject): Cause[] {
  const [data, binary] = [entries(object, 'data'), entries(object, 'binaryData')];
  const size = data.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0) + binary.reduce((sum, [, value]) => sum + decoded(value), 0);
  const keys = new Set(data.map(([key]) => key));
  return [
    ...data.flatMap(([key]) => invalidFor(`data[${key}]`, key, dataKeyFaults(key))),
    ...binary.flatMap(([key]) => [
      ...invalidFor(`binaryData[${key}]`, key, dataKeyFaults(key)),
      ...(keys.has(key) ? [causes.invalid(`binaryData[${key}]`, key, 'duplicate of key present in data')] : []),
    ]),
    ...(size > mostData ? [tooLongCause('[]', mostData)] : []),
  ];
}

/** What Secrets of some types must have. */
const neededKeys: Record<string, string[]> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'], 'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'], 'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

/** Takes a Secret; gives what is wrong with it. */
export function checkSecret(object: JsonObject): Cause[] {
  const data = entries(object, 'data');
  const type = String(object['type']);
  const has = (key: string) => data.some(([name]) => name === key);
  const needed = (neededKeys[type] ?? []).filter((key) => !has(key)).map((key) => causes.required(`data[${key}]`));
  if (type === 'kubernetes.io/basic-auth' && !has('username') && !has('password')) {
    needed.push(causes.required('data[username]'), causes.required('data[password]'));
  }
  return [
    ...data.flatMap(([key]) => invalidFor(`data[${key}]`, key, dataKeyFaults(key))),
    ...(data.reduce((sum, [, value]) => sum + decoded(value), 0) > mostData ? [tooLongCause('data', mostData)] : []),
    ...needed,
  ];
}

/** An immutable ConfigMap or Secret stays; a Secret's type always does. */
export function checkDataUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const found: Cause[] = [];
  if (!isDeepStrictEqual(object['type'], old['type'])) found.push(causes.invalid('type', object['type'] ?? '', 'field is immutable'));
  if (old['immutable'] !== true) return found;
  if (object['immutable'] !== true) found.push(causes.forbidden('immutable', 'field is immutable when `immutable` is set'));
  for (const map of ['data', 'binaryData']) {
    if (!isDeepStrictEqual(object[map] ?? {}, old[map] ?? {})) found.push(causes.forbidden(map, 'field is immutable when `immutable` is set'));
  }
  return found;
}
