/** Volumes of a pod (k8s.io/kubernetes/pkg/apis/core/validation: ValidateVolumes). */
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { type Cause, causes } from '../status.ts';
import { checkLabelName } from './meta.ts';

/** What a source must have, by its name. */
const needed: Record<string, string[]> = {
  persistentVolumeClaim: ['claimName'], secret: ['secretName'], configMap: ['name'], hostPath: ['path'], nfs: ['server', 'path'], csi: ['driver'],
};

/** Takes the volumes of a pod and their path; gives what is wrong with them. */
export function checkVolumes(volumes: JsonObject[], path: string): Cause[] {
  const seen = new Set<string>();
  return volumes.flatMap((volume, at) => {
    const field = `${path}[${at}]`;
    const name = String(volume['name'] ?? '');
    const ofName = name === '' ? [causes.required(`${field}.name`)]
      : seen.has(name) ? [causes.duplicate(`${field}.name`, name)] : checkLabelName(name, `${field}.name`);
    seen.add(name);
    return [...checkSource(volume, field), ...ofName];
  });
}

function checkSource(volume: JsonObject, field: string): Cause[] {
  const [first, ...more] = Object.keys(volume).filter((name) => name !== 'name' && volume[name] !== undefined);
  if (first === undefined) return [causes.required(field, 'must specify a volume type')];
  return [
    ...more.map((name) => causes.forbidden(`${field}.${name}`, 'may not specify more than 1 volume type')),
    ...checkOne(volume[first], first, `${field}.${first}`),
  ];
}

function checkOne(source: unknown, kind: string, field: string): Cause[] {
  if (!isRecord(source)) return [];
  const mode = source['defaultMode'];
  return [
    ...(needed[kind] ?? []).filter((name) => String(source[name] ?? '') === '').map((name) => causes.required(`${field}.${name}`)),
    ...(typeof mode === 'number' && (mode < 0 || mode > 0o777)
      ? [causes.invalid(`${field}.defaultMode`, mode, 'must be a number between 0 and 0777 (octal), both inclusive')] : []),
    ...(kind === 'configMap' || kind === 'secret' ? records(source['items']).flatMap((item, at) => checkItem(item, `${field}.items[${at}]`)) : []),
  ];
}

function checkItem(item: JsonObject, field: string): Cause[] {
  const path = String(item['path'] ?? '');
  return [
    ...(String(item['key'] ?? '') === '' ? [causes.required(`${field}.key`)] : []),
    ...(path === '' ? [causes.required(`${field}.path`)] : checkRelativePath(path, `${field}.path`)),
  ];
}

/** Takes a path that stays below where it begins, and its field; gives what is wrong with it. */
export function checkRelativePath(path: string, field: string): Cause[] {
  return [
    ...(path.startsWith('/') ? [causes.invalid(field, path, 'must be a relative path')] : []),
    ...(path.split('/').includes('..') ? [causes.invalid(field, path, "must not contain '..'")] : []),
  ];
}
