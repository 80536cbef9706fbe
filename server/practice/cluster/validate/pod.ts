/** What a pod's spec must have (k8s.io/kubernetes/pkg/apis/core/validation). */
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { type Cause, causes } from '../status.ts';
import { checkLabelName } from './meta.ts';

/**
 * Takes the spec of a pod or template, its path, the restart policies it may have and volumes that it gets from
 * elsewhere; gives what is wrong with it.
 */
export function checkPodSpec(spec: unknown, path: string, restartPolicies = ['Always', 'OnFailure', 'Never'], claims: string[] = []): Cause[] {
  if (!isRecord(spec)) return [causes.required(`${path}.containers`)];
  const containers = records(spec['containers']);
  const volumes = new Set([...claims, ...records(spec['volumes']).map((volume) => String(volume['name']))]);
  const names = new Set<string>();
  const check = (list: string) => records(spec[list])
    .flatMap((container, at) => checkContainer(container, `${path}.${list}[${at}]`, names, volumes));
  const policy = String(spec['restartPolicy']);
  return [
    ...checkVolumes(records(spec['volumes']), `${path}.volumes`),
    ...(containers.length === 0 ? [causes.required(`${path}.containers`)] : []),
    ...check('containers'),
    ...check('initContainers'),
    ...(restartPolicies.includes(policy) ? [] : [causes.notSupported(`${path}.restartPolicy`, policy, restartPolicies)]),
    ...checkGrace(spec, path),
  ];
}

function checkGrace(spec: JsonObject, path: string): Cause[] {
  const grace = Number(spec['terminationGracePeriodSeconds'] ?? 0);
  return grace < 0 ? [causes.invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than or equal to 0')] : [];
}

function checkContainer(container: JsonObject, path: string, names: Set<string>, volumes: Set<string>): Cause[] {
  const name = String(container['name'] ?? '');
  const found: Cause[] = [];
  if (name === '') found.push(causes.required(`${path}.name`));
  else if (names.has(name)) found.push(causes.duplicate(`${path}.name`, name));
  else found.push(...checkLabelName(name, `${path}.name`));
  names.add(name);
  const image = String(container['image'] ?? '');
  if (image === '') found.push(causes.required(`${path}.image`));
  else if (image !== image.trim()) found.push(causes.invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
  found.push(...checkPorts(container, path), ...checkEnv(container, path), ...checkMounts(container, path, volumes));
  const pull = String(container['imagePullPolicy']);
  const policies = ['Always', 'IfNotPresent', 'Never'];
  if (!policies.includes(pull)) found.push(causes.notSupported(`${path}.imagePullPolicy`, pull, policies));
  return found;
}

function checkPorts(container: JsonObject, path: string): Cause[] {
  return records(container['ports']).flatMap((port, at) => {
    const number = port['containerPort'];
    if (number === undefined) return [causes.required(`${path}.ports[${at}].containerPort`)];
    return typeof number === 'number' && number >= 1 && number <= 65535
      ? [] : [causes.invalid(`${path}.ports[${at}].containerPort`, number, 'must be between 1 and 65535, inclusive')];
  });
}

function checkEnv(container: JsonObject, path: string): Cause[] {
  return records(container['env']).flatMap((variable, at) => {
    const field = `${path}.env[${at}]`;
    const name = String(variable['name'] ?? '');
    if (name === '') return [causes.required(`${field}.name`)];
    if (name.includes('=')) return [causes.invalid(`${field}.name`, name, "a valid environment variable name must not contain '='")];
    if (isRecord(variable['valueFrom']) && String(variable['value'] ?? '') !== '') {
      return [causes.invalid(`${field}.valueFrom`, '', 'may not be specified when `value` is not empty')];
    }
    return [];
  });
}

function checkMounts(container: JsonObject, path: string, volumes: Set<string>): Cause[] {
  const seen = new Set<string>();
  return records(container['volumeMounts']).flatMap((mount, at) => {
    const field = `${path}.volumeMounts[${at}]`;
    const name = String(mount['name'] ?? '');
    const where = String(mount['mountPath'] ?? '');
    const found: Cause[] = [];
    if (name === '') found.push(causes.required(`${field}.name`));
    else if (!volumes.has(name)) found.push(causes.notFound(`${field}.name`, name));
    if (where === '') found.push(causes.required(`${field}.mountPath`));
    else if (seen.has(where)) found.push(causes.invalid(`${field}.mountPath`, where, 'must be unique'));
    if (String(mount['subPath'] ?? '').split('/').includes('..')) found.push(causes.invalid(`${field}.subPath`, mount['subPath'], "must not contain '..'"));
    seen.add(where);
    return found;
  });
}

function checkVolumes(volumes: JsonObject[], path: string): Cause[] {
  const seen = new Set<string>();
  return volumes.flatMap((volume, at) => {
    const name = String(volume['name'] ?? '');
    if (name === '') return [causes.required(`${path}[${at}].name`)];
    const found = seen.has(name) ? [causes.duplicate(`${path}[${at}].name`, name)] : checkLabelName(name, `${path}[${at}].name`);
    seen.add(name);
    if (Object.keys(volume).length > 2) found.push(causes.forbidden(`${path}[${at}]`, 'may not specify more than 1 volume type'));
    const claim = volume['persistentVolumeClaim'];
    if (isRecord(claim) && String(claim['claimName'] ?? '') === '') found.push(causes.required(`${path}[${at}].persistentVolumeClaim.claimName`));
    return found;
  });
}

/** What may change in a pod that runs: labels and the like, images, its deadline, and tolerations that are added. */
export function checkPodUpdate(object: JsonObject, old: JsonObject): Cause[] {
  if (fixedPart(object) === fixedPart(old)) return [];
  return [causes.forbidden('spec', 'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,'
    + '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` '
    + '(allow it to be set to 1 if it was previously negative)')];
}

function fixedPart(object: JsonObject): string {
  const spec: JsonObject = { ...isRecord(object['spec']) ? object['spec'] : {} };
  for (const list of ['containers', 'initContainers']) {
    if (spec[list] !== undefined) spec[list] = records(spec[list]).map((container) => sorted({ ...container, image: '' }));
  }
  return JSON.stringify(sorted({ ...spec, activeDeadlineSeconds: 0, tolerations: [], nodeName: '' }));
}

function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
