/** Deployments, ReplicaSets and StatefulSets (k8s.io/kubernetes/pkg/apis/apps/validation). */
import { isDeepStrictEqual } from 'node:util';
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { type LabelSelector, selects } from '../selector.ts';
import { valuesOf } from '../schema/enumerations.ts';
import { type Cause, causes } from '../status.ts';
import { goMap, goSelector, invalidGo } from './go.ts';
import { checkAnnotations, checkLabels } from './meta.ts';
import { checkPodSpec } from './pod.ts';
import { checkSelector, isEmptySelector } from './selector.ts';

const recordIn = (object: JsonObject, name: string): JsonObject => (isRecord(object[name]) ? object[name] : {});
const specOf = (object: JsonObject) => recordIn(object, 'spec');

/** More pods than any practice cluster holds, and few enough to be counted one by one. */
const mostReplicas = 1_000;

/** Takes a spec, names of counts in it and its path; gives a cause for each that is below 0. */
export function checkCounts(spec: JsonObject, names: readonly string[], path: string): Cause[] {
  return names.filter((name) => Number(spec[name] ?? 0) < 0).map((name) => causes.invalid(`${path}.${name}`, spec[name], 'must be greater than or equal to 0'));
}

function checkReplicas(spec: JsonObject): Cause[] {
  const { replicas } = spec;
  if (Number(replicas ?? 0) > mostReplicas) return [causes.invalid('spec.replicas', replicas, `must be less than or equal to ${mostReplicas} in the practice cluster`)];
  return checkCounts(spec, ['replicas'], 'spec');
}

/** Takes a Deployment or ReplicaSet, and which it is; gives what is wrong with it. */
export function checkReplicated(object: JsonObject, kind: 'deployment' | 'replicaset'): Cause[] {
  const spec = specOf(object);
  return [
    ...checkReplicas(spec),
    ...checkCounts(spec, ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'], 'spec'),
    ...checkSelectorOf(spec, kind),
    ...checkTemplate(spec, 'ReplicaSet', []),
    ...(kind === 'deployment' ? checkStrategy(recordIn(spec, 'strategy')) : []),
    ...(kind === 'deployment' && Number(spec['progressDeadlineSeconds'] ?? 1) <= Number(spec['minReadySeconds'] ?? 0)
      ? [causes.invalid('spec.progressDeadlineSeconds', spec['progressDeadlineSeconds'], 'must be greater than minReadySeconds')] : []),
  ];
}

/** Takes a StatefulSet; gives what is wrong with it. */
export function checkStatefulSet(object: JsonObject): Cause[] {
  const spec = specOf(object);
  const claims = records(spec['volumeClaimTemplates']).map((claim) => String(recordIn(claim, 'metadata')['name'] ?? ''));
  const strategy = recordIn(spec, 'updateStrategy');
  return [
    ...(valuesOf('StatefulSetSpec.podManagementPolicy').includes(String(spec['podManagementPolicy'])) ? []
      : [causes.invalid('spec.podManagementPolicy', spec['podManagementPolicy'], "must be 'OrderedReady' or 'Parallel'")]),
    ...(valuesOf('StatefulSetUpdateStrategy.type').includes(String(strategy['type'])) ? []
      : [causes.invalid('spec.updateStrategy', strategy, "must be 'RollingUpdate' or 'OnDelete'")]),
    ...checkCounts(recordIn(strategy, 'rollingUpdate'), ['partition'], 'spec.updateStrategy.rollingUpdate'),
    ...checkReplicas(spec),
    ...checkCounts(spec, ['minReadySeconds'], 'spec'),
    ...checkSelectorOf(spec, 'statefulset'),
    ...checkTemplate(spec, 'StatefulSet', claims),
  ];
}

function checkSelectorOf(spec: JsonObject, kind: string): Cause[] {
  const { selector } = spec;
  const labels = recordIn(recordIn(spec, 'template'), 'metadata')['labels'];
  const found = !isRecord(selector) ? [causes.required('spec.selector')] : [
    ...checkSelector(selector, 'spec.selector'),
    ...(isEmptySelector(selector) ? [invalidGo('spec.selector', goSelector(selector), `empty selector is invalid for ${kind}`)] : []),
  ];
  if (!isRecord(selector) || (!isEmptySelector(selector) && !selects(selector as LabelSelector, (labels ?? {}) as Record<string, string>))) {
    found.push(invalidGo('spec.template.metadata.labels', goMap(labels), '`selector` does not match template `labels`'));
  }
  return found;
}

function checkTemplate(spec: JsonObject, kind: string, claims: string[]): Cause[] {
  const template = recordIn(spec, 'template');
  const podSpec = template['spec'];
  return [
    ...checkTemplateMeta(template, 'spec.template'),
    ...checkPodSpec(podSpec, 'spec.template.spec', { restartPolicies: ['Always'], claims }),
    ...(isRecord(podSpec) && podSpec['activeDeadlineSeconds'] !== undefined
      ? [causes.forbidden('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${kind} is not Supported`)] : []),
  ];
}

/** Takes a template of pods and its path; gives what is wrong with its labels and annotations. */
export function checkTemplateMeta(template: JsonObject, path: string): Cause[] {
  const metadata = recordIn(template, 'metadata');
  return [...checkLabels(metadata['labels'], `${path}.labels`), ...checkAnnotations(metadata['annotations'], `${path}.annotations`)];
}

function checkStrategy(strategy: JsonObject): Cause[] {
  const { type, rollingUpdate } = strategy;
  const field = 'spec.strategy';
  if (type === 'Recreate') {
    return rollingUpdate === undefined ? [] : [causes.forbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  }
  if (type !== 'RollingUpdate') return [causes.notSupported(`${field}.type`, type ?? '', valuesOf('DeploymentStrategy.type'))];
  const { maxSurge, maxUnavailable } = isRecord(rollingUpdate) ? rollingUpdate : {};
  const nothing = (value: unknown) => value === 0 || value === '0%';
  return [
    ...checkShare(maxUnavailable, `${field}.rollingUpdate.maxUnavailable`),
    ...checkShare(maxSurge, `${field}.rollingUpdate.maxSurge`),
    ...(nothing(maxSurge) && nothing(maxUnavailable)
      ? [invalidGo(`${field}.rollingUpdate.maxUnavailable`, JSON.stringify(maxUnavailable), 'may not be 0 when `maxSurge` is 0')] : []),
  ];
}

function checkShare(value: unknown, field: string): Cause[] {
  if (typeof value === 'number') return value < 0 ? [causes.invalid(field, value, 'must be greater than or equal to 0')] : [];
  if (typeof value !== 'string' || /^\d+%$/.test(value)) return [];
  return [causes.invalid(field, value, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')")];
}

/** The selector of a Deployment or ReplicaSet stays. */
export function checkSelectorUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const { selector } = specOf(object);
  return isDeepStrictEqual(selector, specOf(old)['selector']) ? [] : [invalidGo('spec.selector', goSelector(selector), 'field is immutable')];
}

const statefulSetMayChange = ['replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'];

/** Most of a StatefulSet's spec stays. */
export function checkStatefulSetUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const fixed = (of: JsonObject) => Object.fromEntries(Object.entries(specOf(of)).filter(([name]) => !statefulSetMayChange.includes(name)));
  if (isDeepStrictEqual(fixed(object), fixed(old))) return [];
  return [causes.forbidden('spec', "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    + "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden")];
}
