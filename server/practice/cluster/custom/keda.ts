/** Scaling by events as KEDA declares it (kedacore/keda 2.16, config/crd/bases/keda.sh_*.yaml). */
import { declare } from '../declare.ts';
import { type CustomKind, type PrinterColumn, type Structure, ageColumn, conditionPath } from './kind.ts';

const group = 'keda.sh/v1alpha1';
const condition = (name: string): PrinterColumn => ({ name, type: 'string', path: conditionPath(name) });
const least: PrinterColumn = { name: 'Min', type: 'integer', path: '.spec.minReplicaCount' };
const most: PrinterColumn = { name: 'Max', type: 'integer', path: '.spec.maxReplicaCount' };
const triggered: PrinterColumn[] = [
  { name: 'Triggers', type: 'string', path: '.status.triggersTypes' },
  { name: 'Authentications', type: 'string', path: '.status.authenticationsTypes' },
];

const integer: Structure = { type: 'integer' };
const triggers: Structure = {
  type: 'array', description: 'What is watched: when it has work, something is scaled.',
  items: {
    type: 'object', required: ['metadata', 'type'],
    properties: { type: { type: 'string' }, name: { type: 'string' }, metadata: { type: 'object', additionalProperties: { type: 'string' } }, authenticationRef: { type: 'object', required: ['name'] } },
  },
};

function object(spec: Structure): Structure {
  return { type: 'object', required: ['spec'], properties: { spec: { type: 'object', ...spec }, status: { type: 'object' } } };
}

const scaledJob: CustomKind = {
  resource: declare(group, 'scaledjobs', 'ScaledJob', { short: ['sj'], status: true }),
  fields: ['spec', 'status'],
  structure: object({
    required: ['jobTargetRef', 'triggers'],
    properties: {
      jobTargetRef: { type: 'object', required: ['template'], description: 'The Job that is made for each piece of work.' },
      triggers,
      pollingInterval: { ...integer, description: 'Seconds between two looks at the triggers.' },
      minReplicaCount: { ...integer, description: 'Fewest jobs that run.' }, maxReplicaCount: { ...integer, description: 'Most jobs that run.' },
      successfulJobsHistoryLimit: integer, failedJobsHistoryLimit: integer, envSourceContainerName: { type: 'string' },
      rollout: { type: 'object' }, scalingStrategy: { type: 'object' },
    },
  }),
  columns: [least, most, condition('Ready'), condition('Active'), condition('Paused'), ...triggered, ageColumn],
};

const scaledObject: CustomKind = {
  resource: declare(group, 'scaledobjects', 'ScaledObject', { short: ['so'], status: true }),
  fields: ['spec', 'status'],
  structure: object({
    required: ['scaleTargetRef', 'triggers'],
    properties: {
      scaleTargetRef: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, kind: { type: 'string' }, apiVersion: { type: 'string' } } },
      triggers, pollingInterval: integer, cooldownPeriod: integer, idleReplicaCount: integer, minReplicaCount: integer, maxReplicaCount: integer,
      advanced: { type: 'object' }, fallback: { type: 'object' },
    },
  }),
  columns: [
    { name: 'ScaleTargetKind', type: 'string', path: '.status.scaleTargetKind' },
    { name: 'ScaleTargetName', type: 'string', path: '.spec.scaleTargetRef.name' },
    least, most, condition('Ready'), condition('Active'), condition('Fallback'), condition('Paused'), ...triggered, ageColumn,
  ],
};

const authentication: CustomKind = {
  resource: declare(group, 'triggerauthentications', 'TriggerAuthentication', { short: ['ta', 'triggerauth'], status: true }),
  fields: ['spec', 'status'],
  structure: object({
    properties: {
      secretTargetRef: {
        type: 'array', items: {
          type: 'object', required: ['key', 'name', 'parameter'], properties: { key: { type: 'string' }, name: { type: 'string' }, parameter: { type: 'string' } },
        },
      },
      env: { type: 'array', items: { type: 'object', required: ['name', 'parameter'] } },
      podIdentity: { type: 'object', required: ['provider'] }, hashiCorpVault: { type: 'object' },
    },
  }),
  columns: [
    { name: 'PodIdentity', type: 'string', path: '.spec.podIdentity.provider' },
    { name: 'Secret', type: 'string', path: '.spec.secretTargetRef[*].name' },
    { name: 'Env', type: 'string', path: '.spec.env[*].name' },
    { name: 'VaultAddress', type: 'string', path: '.spec.hashiCorpVault.address' },
    { name: 'ScaledObjects', type: 'string', path: '.status.scaledobjects' },
    { name: 'ScaledJobs', type: 'string', path: '.status.scaledjobs' },
  ],
};

export const kedaKinds: readonly CustomKind[] = [scaledJob, scaledObject, authentication];
export const scaledJobs = scaledJob.resource;
export const scaledObjects = scaledObject.resource;
export const triggerAuthentications = authentication.resource;
