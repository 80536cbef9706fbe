/** Jobs and CronJobs (k8s.io/kubernetes/pkg/apis/batch/validation). */
import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, isRecord } from '../object.ts';
import { valuesOf } from '../schema/enumerations.ts';
import { type Cause, causes } from '../status.ts';
import { goSelector, invalidGo } from './go.ts';
import { checkPodSpec } from './pod.ts';
import { checkSchedule, checkTimeZone } from './schedule.ts';
import { checkCounts, checkTemplateMeta } from './workload.ts';

const recordIn = (object: JsonObject, name: string): JsonObject => (isRecord(object[name]) ? object[name] : {});
const specOf = (object: JsonObject) => recordIn(object, 'spec');

const counts = ['parallelism', 'completions', 'backoffLimit', 'activeDeadlineSeconds', 'ttlSecondsAfterFinished'];
const completionModes = valuesOf('JobSpec.completionMode');
const restartPolicies = ['OnFailure', 'Never'];

/** Takes a Job; gives what is wrong with it. */
export function checkJob(object: JsonObject): Cause[] {
  return [...checkJobSpec(specOf(object), 'spec'), ...checkGenerated(object)];
}

/** Unless its author takes care of it, a Job's selector is made for it. */
function checkGenerated(object: JsonObject): Cause[] {
  const spec = specOf(object);
  const { uid } = recordIn(object, 'metadata');
  if (spec['manualSelector'] === true || uid === undefined) return [];
  const own = recordIn(recordIn(spec, 'selector'), 'matchLabels')['batch.kubernetes.io/controller-uid'] === uid;
  return own ? [] : [invalidGo('spec.selector', goSelector(spec['selector']), '`selector` not auto-generated')];
}

function checkJobSpec(spec: JsonObject, path: string): Cause[] {
  const template = recordIn(spec, 'template');
  const { completionMode, completions } = spec;
  return [
    ...checkCounts(spec, counts, path),
    ...(completionMode === undefined || completionModes.includes(String(completionMode)) ? [] : [causes.notSupported(`${path}.completionMode`, completionMode, completionModes)]),
    ...(completionMode === 'Indexed' && completions === undefined ? [causes.required(`${path}.completions`, 'when completion mode is Indexed')] : []),
    ...checkTemplateMeta(template, `${path}.template`),
    ...checkPodSpec(template['spec'], `${path}.template.spec`),
    ...checkRestartPolicy(template['spec'], `${path}.template.spec.restartPolicy`),
  ];
}

/** Always is also what it becomes when nothing is said. */
function checkRestartPolicy(podSpec: unknown, field: string): Cause[] {
  if (!isRecord(podSpec)) return [];
  const policy = podSpec['restartPolicy'];
  return policy === 'Always' ? [causes.required(field, 'valid values: "OnFailure", "Never"')]
    : restartPolicies.includes(String(policy)) ? [] : [causes.notSupported(field, policy, restartPolicies)];
}

/** The template, selector, completions and the like of a Job stay. */
export function checkJobUpdate(object: JsonObject, old: JsonObject): Cause[] {
  const [now, before] = [specOf(object), specOf(old)];
  return ['completions', 'selector', 'template', 'completionMode', 'podFailurePolicy', 'backoffLimitPerIndex']
    .filter((name) => !isDeepStrictEqual(now[name], before[name]))
    .map((name) => (name === 'selector' ? invalidGo('spec.selector', goSelector(now[name]), 'field is immutable')
      : causes.invalid(`spec.${name}`, now[name] ?? null, 'field is immutable')));
}

/** Takes a CronJob; gives what is wrong with it. */
export function checkCronJob(object: JsonObject): Cause[] {
  const spec = specOf(object);
  const policies = valuesOf('CronJobSpec.concurrencyPolicy');
  const name = String(recordIn(object, 'metadata')['name'] ?? '');
  return [
    // its jobs' names are eleven letters longer, and must fit in a label
    ...(name.length > 52 ? [causes.invalid('metadata.name', name, 'must be no more than 52 characters')] : []),
    ...checkSchedule(String(spec['schedule'] ?? ''), 'spec.schedule'),
    ...checkTimeZone(spec['timeZone'], 'spec.timeZone'),
    ...checkCounts(spec, ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'], 'spec'),
    ...(policies.includes(String(spec['concurrencyPolicy'])) ? [] : [causes.notSupported('spec.concurrencyPolicy', spec['concurrencyPolicy'], policies)]),
    ...checkJobSpec(specOf(recordIn(spec, 'jobTemplate')), 'spec.jobTemplate.spec'),
  ];
}
