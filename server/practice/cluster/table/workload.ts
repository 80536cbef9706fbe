/** The columns of apps/v1 and batch/v1 (k8s.io/kubernetes/pkg/printers/internalversion). */
import type { PodTemplate } from '../pod.ts';
import { formatSelector } from '../selector.ts';
import type { ControllerRevision, CronJob, Deployment, Job, ReplicaSet, StatefulSet } from '../workload.ts';
import { controllerOf, type KubeObject } from '../object.ts';
import { humanDuration } from '../../../../common/human-duration.ts';
import { age } from './age.ts';
import { type Column, column, count, wide } from './column.ts';

const name = column<KubeObject>('Name', (object) => object.metadata.name);
const since = column<KubeObject>('Age', (object, now) => age(object.metadata.creationTimestamp, now));

function containers<T>(template: (object: T) => PodTemplate): Column<T>[] {
  const list = (object: T) => template(object).spec.containers;
  return [
    wide('Containers', (object) => list(object).map((one) => one.name).join(',')),
    wide('Images', (object) => list(object).map((one) => one.image).join(',')),
  ];
}

export const deploymentColumns: Column<Deployment>[] = [
  name,
  column('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas}`),
  count('Up-to-date', ({ status }) => status?.updatedReplicas ?? 0),
  count('Available', ({ status }) => status?.availableReplicas ?? 0),
  since,
  ...containers<Deployment>(({ spec }) => spec.template),
  wide('Selector', ({ spec }) => formatSelector(spec.selector)),
];

export const replicaSetColumns: Column<ReplicaSet>[] = [
  name,
  count('Desired', ({ spec }) => spec.replicas),
  count('Current', ({ status }) => status?.replicas ?? 0),
  count('Ready', ({ status }) => status?.readyReplicas ?? 0),
  since,
  ...containers<ReplicaSet>(({ spec }) => spec.template),
  wide('Selector', ({ spec }) => formatSelector(spec.selector)),
];

export const statefulSetColumns: Column<StatefulSet>[] = [
  name,
  column('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas}`),
  since,
  ...containers<StatefulSet>(({ spec }) => spec.template),
];

export const controllerRevisionColumns: Column<ControllerRevision>[] = [
  name,
  column('Controller', (object) => {
    const owner = controllerOf(object);
    if (!owner) return '<none>';
    const group = owner.apiVersion.split('/')[0];
    return `${owner.kind.toLowerCase()}.${group ?? ''}/${owner.name}`;
  }),
  count('Revision', ({ revision }) => revision),
  since,
];

function jobState({ status, metadata, spec }: Job): string {
  const is = (type: string) => status?.conditions?.some((one) => one.type === type && one.status === 'True') ?? false;
  if (is('Complete')) return 'Complete';
  if (is('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (is('Suspended') || spec.suspend === true) return 'Suspended';
  if (is('FailureTarget')) return 'FailureTarget';
  return is('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function jobDuration({ status }: Job, now: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ?? status.conditions?.find((one) => one.type === 'Failed')?.lastTransitionTime;
  return humanDuration((end ? Date.parse(end) : now) - Date.parse(status.startTime));
}

export const jobColumns: Column<Job>[] = [
  name,
  column('Status', jobState),
  column('Completions', ({ spec, status }) => {
    const done = status?.succeeded ?? 0;
    return spec.completions !== undefined ? `${done}/${spec.completions}` : spec.parallelism > 1 ? `${done}/1 of ${spec.parallelism}` : `${done}/1`;
  }),
  column('Duration', jobDuration),
  since,
  ...containers<Job>(({ spec }) => spec.template),
  wide('Selector', ({ spec }) => formatSelector(spec.selector)),
];

export const cronJobColumns: Column<CronJob>[] = [
  name,
  column('Schedule', ({ spec }) => spec.schedule),
  column('Timezone', ({ spec }) => spec.timeZone ?? '<none>'),
  column('Suspend', ({ spec }) => (spec.suspend ? 'True' : 'False')),
  count('Active', ({ status }) => status?.active?.length ?? 0),
  column('Last Schedule', ({ status }, now) => (status?.lastScheduleTime ? age(status.lastScheduleTime, now) : '<none>')),
  since,
  ...containers<CronJob>(({ spec }) => spec.jobTemplate.spec.template ?? { spec: { containers: [] } }),
  wide('Selector', ({ spec }) => formatSelector(spec.jobTemplate.spec.selector) || '<none>'),
];
