/** What the other kinds of core/v1 must have, and what of them may not change. */
import { isDeepStrictEqual } from 'node:util';
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { type Cause, causes } from '../status.ts';

const keyForm = /^[-._a-zA-Z0-9]{1,253}$/;

/** Takes a ConfigMap or Secret; gives what is wrong with its keys. */
export function checkData(object: JsonObject): Cause[] {
  return ['data', 'binaryData'].flatMap((map) => Object.keys(isRecord(object[map]) ? object[map] : {})
    .filter((key) => !keyForm.test(key) || key === '.' || key === '..')
    .map((key) => causes.invalid(`${map}[${key}]`, key, "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
      + "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")));
}

/** An immutable ConfigMap or Secret stays; a Secret's type always does. */
export function checkDataUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const found: Cause[] = [];
  if (!isDeepStrictEqual(object['type'], old['type'])) found.push(causes.invalid('type', object['type'], 'field is immutable'));
  if (old['immutable'] !== true) return found;
  if (object['immutable'] !== true) found.push(causes.forbidden('immutable', 'field is immutable when `immutable` is set'));
  for (const map of ['data', 'binaryData']) {
    if (!isDeepStrictEqual(object[map], old[map])) found.push(causes.forbidden(map, 'field is immutable when `immutable` is set'));
  }
  return found;
}

/** Takes a Service; gives what is wrong with it. */
export function checkService(object: JsonObject): Cause[] {
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
  const ports = records(spec['ports']);
  const found = ports.flatMap((port, at) => {
    const number = port['port'];
    const within = typeof number === 'number' && number >= 1 && number <= 65535;
    return [
      ...(within ? [] : [causes.invalid(`spec.ports[${at}].port`, number ?? 0, 'must be between 1 and 65535, inclusive')]),
      ...(ports.length > 1 && port['name'] === undefined ? [causes.required(`spec.ports[${at}].name`)] : []),
    ];
  });
  if (!types.includes(String(spec['type']))) found.push(causes.notSupported('spec.type', spec['type'], types));
  if (ports.length === 0 && spec['type'] !== 'ExternalName' && spec['clusterIP'] !== 'None') found.push(causes.required('spec.ports'));
  return found;
}

/** The address of a Service stays. */
export function checkServiceUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const address = (of: JsonObject) => (isRecord(of['spec']) ? of['spec'] : {})['clusterIP'];
  return isDeepStrictEqual(address(object), address(old)) ? [] : [causes.invalid('spec.clusterIPs[0]', address(object), 'may not change once set')];
}

/** Takes a PersistentVolumeClaim; gives what is wrong with it. */
export function checkClaim(object: JsonObject): Cause[] {
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  const resources = isRecord(spec['resources']) ? spec['resources'] : {};
  const requests = isRecord(resources['requests']) ? resources['requests'] : {};
  const modes = Array.isArray(spec['accessModes']) ? spec['accessModes'] : [];
  const known = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
  return [
    ...(modes.length === 0 ? [causes.required('spec.accessModes', 'at least 1 access mode is required')] : []),
    ...modes.filter((mode) => !known.includes(String(mode))).map((mode) => causes.notSupported('spec.accessModes', mode, known)),
    ...(requests['storage'] === undefined ? [causes.required('spec.resources[storage]')] : []),
  ];
}

/** Of a claim only its size may change, and its volume be set once. */
export function checkClaimUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const fixed = (of: JsonObject) => {
    const spec: JsonObject = { ...isRecord(of['spec']) ? of['spec'] : {} };
    delete spec['resources'];
    if ((isRecord(old['spec']) ? old['spec'] : {})['volumeName'] === undefined) delete spec['volumeName'];
    return spec;
  };
  if (isDeepStrictEqual(fixed(object), fixed(old))) return [];
  return [causes.forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims')];
}

/** What a role binding refers to stays. */
export function checkRoleBindingUpdate(object: JsonObject, old: JsonObject): Cause[] {
  return isDeepStrictEqual(object['roleRef'], old['roleRef']) ? [] : [causes.invalid('roleRef', object['roleRef'], 'cannot change roleRef')];
}
