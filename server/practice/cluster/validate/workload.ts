/** What the kinds of apps/v1 and batch/v1 must have, and what of them may not change. */
import { isDeepStrictEqual } from 'node:util';
import { parseSchedule } from '../controllers/schedule.ts';
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { type LabelSelector, selects } from '../selector.ts';
import { type Cause, causes } from '../status.ts';
import { checkLabels } from './meta.ts';
import { checkPodSpec } from './pod.ts';

function specOf(object: JsonObject): JsonObject {
  return isRecord(object['spec']) ? object['spec'] : {};
}

/** Takes a Deployment, ReplicaSet or StatefulSet; gives what is wrong with it. */
export function checkWorkload(object: JsonObject): Cause[] {
  const spec = specOf(object);
  const template = isRecord(spec['template']) ? spec['template'] : {};
  const claims = records(spec['volumeClaimTemplates']).map((claim) => String((isRecord(claim['metadata']) ? claim['metadata'] : {})['name'] ?? ''));
  return [
    ...checkCount(spec, 'replicas', mostReplicas),
    ...checkCount(spec, 'minReadySeconds'),
    ...checkSelector(spec, template),
    ...checkPodSpec(template['spec'], 'spec.template.spec', ['Always'], claims),
  ];
}

/** More pods than any practice cluster holds, and few enough to be counted one by one. */
const mostReplicas = 1_000;

function checkCount(spec: JsonObject, name: string, most = Number.POSITIVE_INFINITY): Cause[] {
  const count = spec[name];
  if (typeof count === 'number' && count > most) return [causes.invalid(`spec.${name}`, count, `must be less than or equal to ${most} in the practice cluster`)];
  return typeof count === 'number' && count < 0 ? [causes.invalid(`spec.${name}`, count, 'must be greater than or equal to 0')] : [];
}

function checkSelector(spec: JsonObject, template: JsonObject): Cause[] {
  const selector = spec['selector'];
  if (!isRecord(selector)) return [causes.required('spec.selector')];
  const { matchLabels, matchExpressions } = selector as LabelSelector;
  if (Object.keys(matchLabels ?? {}).length + (matchExpressions?.length ?? 0) === 0) {
    return [causes.invalid('spec.selector', selector, 'empty selector is invalid for deployment')];
  }
  const metadata = isRecord(template['metadata']) ? template['metadata'] : {};
  const labels = (isRecord(metadata['labels']) ? metadata['labels'] : {}) as Record<string, string>;
  const found = checkLabels(labels, 'spec.template.metadata.labels');
  if (!selects(selector as LabelSelector, labels)) {
    found.push(causes.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  return found;
}

/** The selector of a Deployment or ReplicaSet stays. */
export function checkSelectorUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const selector = specOf(object)['selector'];
  return isDeepStrictEqual(selector, specOf(old)['selector']) ? [] : [causes.invalid('spec.selector', selector, 'field is immutable')];
}

const statefulSetMayChange = ['replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'];

/** Most of a StatefulSet's spec stays. */
export function checkStatefulSetUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const fixed = (of: JsonObject) => Object.fromEntries(Object.entries(specOf(of)).filter(([name]) => !statefulSetMayChange.includes(name)));
  if (isDeepStrictEqual(fixed(object), fixed(old))) return [];
  return [causes.forbidden('spec', "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    + "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden")];
}

/** Takes a Job; gives what is wrong with it. */
export function checkJob(object: JsonObject): Cause[] {
  return checkJobSpec(specOf(object), 'spec');
}

function checkJobSpec(spec: JsonObject, path: string): Cause[] {
  const template = isRecord(spec['template']) ? spec['template'] : {};
  return [
    ...['parallelism', 'completions', 'backoffLimit', 'activeDeadlineSeconds', 'ttlSecondsAfterFinished']
      .filter((name) => Number(spec[name] ?? 0) < 0)
      .map((name) => causes.invalid(`${path}.${name}`, spec[name], 'must be greater than or equal to 0')),
    ...checkPodSpec(template['spec'], `${path}.template.spec`, ['OnFailure', 'Never']),
  ];
}

/** The template, selector and completions of a Job stay. */
export function checkJobUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const [now, before] = [specOf(object), specOf(old)];
  return ['completions', 'selector', 'template']
    .filter((name) => !isDeepStrictEqual(now[name], before[name]))
    .map((name) => causes.invalid(`spec.${name}`, now[name], 'field is immutable'));
}

/** Takes a CronJob; gives what is wrong with it. */
export function checkCronJob(object: JsonObject): Cause[] {
  const spec = specOf(object);
  const schedule = String(spec['schedule'] ?? '');
  const policies = ['Allow', 'Forbid', 'Replace'];
  const job = isRecord(spec['jobTemplate']) && isRecord(spec['jobTemplate']['spec']) ? spec['jobTemplate']['spec'] : {};
  const name = String((isRecord(object['metadata']) ? object['metadata'] : {})['name'] ?? '');
  return [
    ...(name.length > 52 ? [causes.invalid('metadata.name', name, 'must be no more than 52 characters')] : []),
    ...(schedule === '' ? [causes.required('spec.schedule')] : parseSchedule(schedule) ? [] : [causes.invalid('spec.schedule', schedule,
      'must be five fields (minute, hour, day of month, month, day of week), or one of @hourly, @daily, @weekly, @monthly, @yearly')]),
    ...(policies.includes(String(spec['concurrencyPolicy'])) ? [] : [causes.notSupported('spec.concurrencyPolicy', spec['concurrencyPolicy'], policies)]),
    ...checkJobSpec(job, 'spec.jobTemplate.spec'),
  ];
}
