/** An Application, as far as its controller reads and writes it (argoproj/argo-cd 2.13, pkg/apis/application/v1alpha1/types.go). */
import { z } from 'zod';
import type { KubeObject } from '../../cluster/object.ts';

/** Namespace of Argo CD and of its Applications. */
export const argoNamespace = 'argocd';
/** Annotation by which somebody asks to look anew: `normal`, or `hard` to render anew too. */
export const refreshAnnotation = 'argocd.argoproj.io/refresh';
/** Annotation that tells which application an object belongs to (https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/). */
export const trackingAnnotation = 'argocd.argoproj.io/tracking-id';
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';
/** The only cluster an application of the practice world can be for: its own. */
export const inCluster = 'https://kubernetes.default.svc';

const text = z.string().max(1_000);

const sourceSchema = z.object({
  repoURL: text,
  path: text.default(''),
  targetRevision: text.default(''),
  helm: z.object({
    valueFiles: z.array(text).max(50).default([]),
    parameters: z.array(z.object({ name: text, value: text.default('') })).max(200).default([]),
    releaseName: text.default(''),
    values: z.string().max(100_000).default(''),
  }).prefault({}),
});
export type Source = z.infer<typeof sourceSchema>;

export const specSchema = z.object({
  source: sourceSchema,
  destination: z.object({ server: text.default(''), name: text.default(''), namespace: text.default('') }),
  project: text.default('default'),
  revisionHistoryLimit: z.number().int().min(0).max(100).default(10),
  syncPolicy: z.object({ syncOptions: z.array(text).max(50).default([]) }).prefault({}),
});
export type Spec = z.infer<typeof specSchema>;

const resourceSchema = z.object({ group: text.default(''), kind: text, name: text, namespace: text.optional() });
export type ChosenResource = z.infer<typeof resourceSchema>;

export const operationSchema = z.object({
  sync: z.object({
    revision: text.default(''),
    prune: z.boolean().default(false),
    dryRun: z.boolean().default(false),
    resources: z.array(resourceSchema).max(500).default([]),
    source: sourceSchema.optional(),
  }),
});
export type Operation = z.infer<typeof operationSchema>;

export interface Application extends KubeObject {
  spec: unknown;
  operation?: unknown;
  status?: ApplicationStatus;
}

export type SyncCode = 'Synced' | 'OutOfSync' | 'Unknown';
export type HealthCode = 'Healthy' | 'Suspended' | 'Progressing' | 'Missing' | 'Degraded' | 'Unknown';

export interface Health {
  status: HealthCode;
  message?: string;
}

export interface ResourceStatus {
  group?: string;
  version: string;
  kind: string;
  namespace?: string;
  name: string;
  status: SyncCode;
  health?: Health;
  requiresPruning?: true;
}

export interface ResourceResult {
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  status: 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped';
  message: string;
  hookPhase: 'Running' | 'Succeeded' | 'Failed';
  syncPhase: 'Sync';
}

export interface Condition {
  type: 'ComparisonError' | 'InvalidSpecError' | 'SyncError';
  message: string;
  lastTransitionTime: string;
}

export interface Deployed {
  id: number;
  revision: string;
  deployStartedAt?: string;
  deployedAt: string;
  source: unknown;
}

/** Takes an Application's status, which anybody who may write Applications may have written; gives it with lists where lists are. */
export function readStatus(status: ApplicationStatus | undefined): ApplicationStatus {
  const given: object = status ?? {};
  const lists = ['resources', 'conditions', 'history'];
  const fits = ([name, value]: [string, unknown]): boolean => !lists.includes(name) || (Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null));
  return Object.fromEntries(Object.entries(given).filter(fits));
}

export interface ApplicationStatus {
  sync?: { status: SyncCode; revision?: string; comparedTo?: unknown };
  health?: Health;
  resources?: ResourceStatus[];
  conditions?: Condition[];
  history?: Deployed[];
  operationState?: Record<string, unknown>;
  reconciledAt?: string;
  sourceType?: string;
  summary?: { images?: string[] };
}
