/** apps/v1 and batch/v1 (k8s.io/api/apps/v1/types.go, k8s.io/api/batch/v1/types.go, release 1.32). */
import type { TypeTable } from './field.ts';

const kind = (spec: string) => ({ apiVersion: 'string', kind: 'string', metadata: 'ObjectMeta', spec, status: 'StatusWithConditions' });

export const workload: TypeTable = {
  Deployment: kind('DeploymentSpec'),
  ReplicaSet: kind('ReplicaSetSpec'),
  StatefulSet: kind('StatefulSetSpec'),
  Job: kind('JobSpec'),
  CronJob: kind('CronJobSpec'),
  ControllerRevision: { apiVersion: 'string', kind: 'string', metadata: 'ObjectMeta', data: 'any', revision: 'int' },
  DeploymentSpec: {
    replicas: 'int', selector: 'LabelSelector', template: 'PodTemplateSpec', strategy: 'DeploymentStrategy retainKeys', minReadySeconds: 'int',
    revisionHistoryLimit: 'int', paused: 'bool', progressDeadlineSeconds: 'int',
  },
  DeploymentStrategy: { type: 'string', rollingUpdate: 'RollingUpdateDeployment' },
  RollingUpdateDeployment: { maxUnavailable: 'intOrString', maxSurge: 'intOrString' },
  ReplicaSetSpec: { replicas: 'int', minReadySeconds: 'int', selector: 'LabelSelector', template: 'PodTemplateSpec' },
  StatefulSetSpec: {
    replicas: 'int', selector: 'LabelSelector', template: 'PodTemplateSpec', volumeClaimTemplates: '[PersistentVolumeClaim]',
    serviceName: 'string', podManagementPolicy: 'string', updateStrategy: 'StatefulSetUpdateStrategy', revisionHistoryLimit: 'int',
    minReadySeconds: 'int', persistentVolumeClaimRetentionPolicy: 'ClaimRetentionPolicy', ordinals: 'StatefulSetOrdinals',
  },
  StatefulSetUpdateStrategy: { type: 'string', rollingUpdate: 'RollingUpdateStatefulSet' },
  RollingUpdateStatefulSet: { partition: 'int', maxUnavailable: 'intOrString' },
  ClaimRetentionPolicy: { whenDeleted: 'string', whenScaled: 'string' },
  StatefulSetOrdinals: { start: 'int' },
  JobSpec: {
    parallelism: 'int', completions: 'int', activeDeadlineSeconds: 'int', podFailurePolicy: 'any', successPolicy: 'any', backoffLimit: 'int',
    backoffLimitPerIndex: 'int', maxFailedIndexes: 'int', selector: 'LabelSelector', manualSelector: 'bool', template: 'PodTemplateSpec',
    ttlSecondsAfterFinished: 'int', completionMode: 'string', suspend: 'bool', podReplacementPolicy: 'string', managedBy: 'string',
  },
  CronJobSpec: {
    schedule: 'string', timeZone: 'string', startingDeadlineSeconds: 'int', concurrencyPolicy: 'string', suspend: 'bool',
    jobTemplate: 'JobTemplateSpec', successfulJobsHistoryLimit: 'int', failedJobsHistoryLimit: 'int',
  },
  JobTemplateSpec: { metadata: 'ObjectMeta', spec: 'JobSpec' },
};
