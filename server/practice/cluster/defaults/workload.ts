/** What the API server fills into apps/v1 and batch/v1 (k8s.io/kubernetes/pkg/apis/{apps/v1,batch/v1}/defaults.go). */
import { type JsonObject, isRecord } from '../object.ts';
import { fill, inner, records } from './fill.ts';
import { defaultPodSpec } from './pod.ts';

function defaultTemplate(spec: JsonObject): void {
  const template = inner(spec, 'template');
  const podSpec = template['spec'];
  if (isRecord(podSpec)) defaultPodSpec(podSpec);
}

export function defaultDeployment(object: JsonObject): void {
  const spec = inner(object, 'spec');
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = inner(spec, 'strategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') fill(inner(strategy, 'rollingUpdate'), { maxSurge: '25%', maxUnavailable: '25%' });
  defaultTemplate(spec);
}

export function defaultReplicaSet(object: JsonObject): void {
  const spec = inner(object, 'spec');
  fill(spec, { replicas: 1 });
  defaultTemplate(spec);
}

export function defaultStatefulSet(object: JsonObject): void {
  const spec = inner(object, 'spec');
  fill(spec, {
    replicas: 1, podManagementPolicy: 'OrderedReady', revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  });
  const strategy = inner(spec, 'updateStrategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') fill(inner(strategy, 'rollingUpdate'), { partition: 0 });
  for (const claim of records(spec['volumeClaimTemplates'])) {
    fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } });
    fill(inner(claim, 'spec'), { volumeMode: 'Filesystem' });
  }
  defaultTemplate(spec);
}

/** A job's pods carry its uid, so that two jobs of one name never take each other's pods. */
export function defaultJob(object: JsonObject): void {
  const spec = inner(object, 'spec');
  defaultJobSpec(spec);
  if (spec['manualSelector'] === true) return;
  const metadata = inner(object, 'metadata');
  const uid = metadata['uid'];
  fill(spec, { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } } });
  const labels = inner(inner(inner(spec, 'template'), 'metadata'), 'labels');
  fill(labels, {
    'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': metadata['name'], 'controller-uid': uid, 'job-name': metadata['name'],
  });
}

function defaultJobSpec(spec: JsonObject): void {
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) fill(spec, { completions: 1 });
  fill(spec, { parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false, podReplacementPolicy: 'TerminatingOrFailed' });
  defaultTemplate(spec);
}

export function defaultCronJob(object: JsonObject): void {
  const spec = inner(object, 'spec');
  fill(spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
  const job = inner(inner(spec, 'jobTemplate'), 'spec');
  if (isRecord(inner(job, 'template')['spec'])) defaultPodSpec(inner(inner(job, 'template'), 'spec'));
}
