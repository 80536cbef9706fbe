/** Pods and templates of pods (k8s.io/kubernetes/pkg/apis/core/validation: ValidatePodSpec, ValidatePodUpdate). */
import { isDeepStrictEqual } from 'node:util';
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { valuesOf } from '../schema/enumerations.ts';
import { type Cause, causes } from '../status.ts';
import { checkContainer } from './container.ts';
import { specDifference } from './difference.ts';
import { checkLabelName, checkLabels, checkSubdomain } from './meta.ts';
import { checkToleration, checkTolerationsUpdate } from './toleration.ts';
import { checkVolumes } from './volume.ts';

const dnsPolicies = valuesOf('PodSpec.dnsPolicy');

export interface PodRules {
  restartPolicies?: string[];
  /** volumes that come from elsewhere: claims of a StatefulSet */
  claims?: string[];
}

/** Takes the spec of a pod or template, its path and what else is to be known; gives what is wrong with it. */
export function checkPodSpec(spec: unknown, path: string, { restartPolicies = valuesOf('PodSpec.restartPolicy'), claims = [] }: PodRules = {}): Cause[] {
  if (!isRecord(spec)) return [causes.required(`${path}.containers`)];
  const volumes = new Set([...claims, ...records(spec['volumes']).map((volume) => String(volume['name']))]);
  const names = new Set<string>();
  const check = (list: string) => records(spec[list]).flatMap((container, at) => checkContainer(container, `${path}.${list}[${at}]`, names, volumes, list === 'initContainers'));
  return [
    ...checkVolumes(records(spec['volumes']), `${path}.volumes`),
    ...(records(spec['containers']).length === 0 ? [causes.required(`${path}.containers`)] : []),
    ...check('containers'),
    ...check('initContainers'),
    ...oneOf(spec, 'restartPolicy', restartPolicies, path),
    ...oneOf(spec, 'dnsPolicy', dnsPolicies, path),
    ...checkLabels(spec['nodeSelector'], `${path}.nodeSelector`),
    ...checkTimes(spec, path),
    ...checkNames(spec, path),
    ...records(spec['tolerations']).flatMap((toleration, at) => checkToleration(toleration, `${path}.tolerations[${at}]`)),
  ];
}

function oneOf(spec: JsonObject, name: string, known: string[], path: string): Cause[] {
  const value = spec[name];
  if (value === undefined || value === '') return [causes.required(`${path}.${name}`)];
  return known.includes(String(value)) ? [] : [causes.notSupported(`${path}.${name}`, value, known)];
}

function checkTimes(spec: JsonObject, path: string): Cause[] {
  const grace = Number(spec['terminationGracePeriodSeconds'] ?? 0);
  const deadline = spec['activeDeadlineSeconds'];
  return [
    ...(deadline !== undefined && (Number(deadline) < 1 || Number(deadline) > 2_147_483_647)
      ? [causes.invalid(`${path}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive')] : []),
    ...(grace < 0 ? [causes.invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than or equal to 0')] : []),
  ];
}

function checkNames(spec: JsonObject, path: string): Cause[] {
  const given = (name: string) => String(spec[name] ?? '');
  return [
    ...(given('serviceAccountName') === '' ? [] : checkSubdomain(given('serviceAccountName'), `${path}.serviceAccountName`)),
    ...(given('nodeName') === '' ? [] : checkSubdomain(given('nodeName'), `${path}.nodeName`)),
    ...(given('hostname') === '' ? [] : checkLabelName(given('hostname'), `${path}.hostname`)),
    ...(given('subdomain') === '' ? [] : checkLabelName(given('subdomain'), `${path}.subdomain`)),
  ];
}

const mayChange = 'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,'
  + '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` '
  + '(allow it to be set to 1 if it was previously negative)';

/** What may change in a pod that runs: labels and the like, images, its deadline, and tolerations that are added. */
export function checkPodUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const [spec, before] = [object, old].map((of) => (isRecord(of['spec']) ? of['spec'] : {})) as [JsonObject, JsonObject];
  const lists = ['containers', 'initContainers'].filter((list) => records(spec[list]).length !== records(before[list]).length);
  if (lists.length > 0) return lists.map((list) => causes.forbidden(`spec.${list}`, 'pod updates may not add or remove containers'));
  const found = [...checkDeadlineUpdate(spec['activeDeadlineSeconds'], before['activeDeadlineSeconds']), ...checkTolerationsUpdate(records(spec['tolerations']), records(before['tolerations']))];
  const [fixed, fixedBefore] = [fixedPart(spec, before), fixedPart(before, before)];
  if (!isDeepStrictEqual(fixed, fixedBefore)) found.push(causes.forbidden('spec', mayChange + specDifference('core.PodSpec', fixedBefore, fixed)));
  return found;
}

/** The spec without what may change. A node is given to a pod once, by the scheduler. */
function fixedPart(spec: JsonObject, before: JsonObject): JsonObject {
  const fixed: JsonObject = { ...spec };
  for (const list of ['containers', 'initContainers']) {
    if (spec[list] !== undefined) fixed[list] = records(spec[list]).map((container) => ({ ...container, image: '' }));
  }
  for (const name of ['activeDeadlineSeconds', 'tolerations', ...(before['nodeName'] === undefined ? ['nodeName'] : [])]) Reflect.deleteProperty(fixed, name);
  return fixed;
}

function checkDeadlineUpdate(now: unknown, before: unknown): Cause[] {
  if (typeof before !== 'number' || now === before) return [];
  const field = 'spec.activeDeadlineSeconds';
  if (typeof now !== 'number') return [causes.invalid(field, 'null', 'must not update from a positive integer to nil value')];
  return now > before ? [causes.invalid(field, now, 'must be less than or equal to previous value')] : [];
}
