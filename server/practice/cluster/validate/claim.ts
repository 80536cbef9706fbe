/** Claims and volumes (k8s.io/kubernetes/pkg/apis/core/validation: ValidatePersistentVolumeClaim, ValidatePersistentVolume). */
import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, isRecord } from '../object.ts';
import { parseQuantity } from '../quantity.ts';
import { valuesOf } from '../schema/enumerations.ts';
import { type Cause, causes } from '../status.ts';
import { specDifference } from './difference.ts';

const accessModes = valuesOf('PersistentVolumeClaimSpec.accessModes');
const modes = valuesOf('PersistentVolumeClaimSpec.volumeMode');

const recordIn = (object: JsonObject, name: string): JsonObject => (isRecord(object[name]) ? object[name] : {});
const specOf = (object: JsonObject) => recordIn(object, 'spec');

function checkModes(spec: JsonObject): Cause[] {
  const given = Array.isArray(spec['accessModes']) ? spec['accessModes'] : [];
  return [
    ...(given.length === 0 ? [causes.required('spec.accessModes', 'at least 1 access mode is required')] : []),
    ...given.filter((mode) => !accessModes.includes(String(mode))).map((mode) => causes.notSupported('spec.accessModes', mode, accessModes)),
    ...(given.length > 1 && given.includes('ReadWriteOncePod')
      ? [causes.forbidden('spec.accessModes', 'may not use ReadWriteOncePod with other access modes')] : []),
    ...(spec['volumeMode'] === undefined || modes.includes(String(spec['volumeMode'])) ? [] : [causes.notSupported('spec.volumeMode', spec['volumeMode'], modes)]),
  ];
}

/** Takes a PersistentVolumeClaim; gives what is wrong with it. */
export function checkClaim(object: JsonObject): Cause[] {
  const spec = specOf(object);
  const size = recordIn(recordIn(spec, 'resources'), 'requests')['storage'];
  const field = 'spec.resources[storage]';
  return [
    ...checkModes(spec),
    ...(size === undefined ? [causes.required(field)]
      : parseQuantity(String(size)) > 0 ? [] : [causes.invalid(field, String(size), 'must be greater than zero')]),
  ];
}

/** Of a claim only its size may change, and its volume be set once. It grows, or stays above what it has. */
export function checkClaimUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const fixed = (of: JsonObject) => {
    const spec: JsonObject = { ...specOf(of) };
    spec['resources'] = { ...recordIn(spec, 'resources'), requests: { ...recordIn(recordIn(spec, 'resources'), 'requests'), storage: undefined } };
    delete spec['volumeAttributesClassName'];
    if (specOf(old)['volumeName'] === undefined) delete spec['volumeName'];
    return spec;
  };
  if (!isDeepStrictEqual(fixed(object), fixed(old))) {
    return [causes.forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
      + specDifference('core.PersistentVolumeClaimSpec', fixed(old), fixed(object)))];
  }
  const sizeOf = (of: JsonObject) => parseQuantity(String(recordIn(recordIn(specOf(of), 'resources'), 'requests')['storage'] ?? 0));
  const has = parseQuantity(String(recordIn(recordIn(old, 'status'), 'capacity')['storage'] ?? 0));
  const bound = specOf(old)['volumeName'] !== undefined;
  if (sizeOf(object) === sizeOf(old)) return [];
  if (!bound) return [causes.forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims')];
  return sizeOf(object) < sizeOf(old) && sizeOf(object) <= has
    ? [causes.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')] : [];
}

/** Takes a PersistentVolume; gives what is wrong with it. */
export function checkVolume(object: JsonObject): Cause[] {
  const spec = specOf(object);
  const policies = valuesOf('PersistentVolumeSpec.persistentVolumeReclaimPolicy');
  return [
    ...checkModes(spec),
    ...(recordIn(spec, 'capacity')['storage'] === undefined ? [causes.notSupported('spec.capacity', goKeys(spec['capacity']), ['storage'])] : []),
    ...(policies.includes(String(spec['persistentVolumeReclaimPolicy'])) ? []
      : [causes.notSupported('spec.persistentVolumeReclaimPolicy', spec['persistentVolumeReclaimPolicy'], policies)]),
  ];
}

function goKeys(capacity: unknown): unknown {
  return isRecord(capacity) ? capacity : {};
}
