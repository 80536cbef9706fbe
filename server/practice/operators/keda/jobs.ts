/** The Jobs of a ScaledJob: how they stand, making more, and letting the oldest go. */
import type { ControllerContext } from '../../cluster/controllers/controller.ts';
import { jobEnd } from '../../cluster/controllers/job-standing.ts';
import { controllerOf, isRecord, type JsonObject, ownerReference } from '../../cluster/object.ts';
import type { Pod } from '../../cluster/pod.ts';
import { jobs, pods } from '../../cluster/resources.ts';
import type { Storage } from '../../cluster/storage.ts';
import type { Job } from '../../cluster/workload.ts';
import type { ScaledJob, ScaledJobPlan } from './scaled-job.ts';
import type { Standing } from './scaling.ts';

export const nameLabel = 'scaledjob.keda.sh/name';
const generation = 'scaledjob.keda.sh/generation';

/** Takes the cluster's objects and a ScaledJob; gives its Jobs. */
export function jobsOf(storage: Storage, owner: ScaledJob): Job[] {
  return storage.list<Job>(jobs, owner.metadata.namespace).filter((job) => job.metadata.labels?.[nameLabel] === owner.metadata.name);
}

/** Takes the cluster's objects and Jobs; gives how many have not ended, and how many of those have no pod that runs yet. */
export function standingOf(storage: Storage, owned: readonly Job[]): Standing {
  const running = owned.filter((job) => jobEnd(job) === undefined);
  const begun = new Set(storage.list<Pod>(pods, running[0]?.metadata.namespace)
    .filter((pod) => pod.status?.phase === 'Running' || pod.status?.phase === 'Succeeded').map((pod) => controllerOf(pod)?.uid));
  return { running: running.length, pending: running.filter((job) => !begun.has(job.metadata.uid)).length };
}

/** Takes the cluster's insides, a ScaledJob and what it says; makes one Job. Throws an ApiError when its template is none. */
export function makeJob({ objects }: ControllerContext, owner: ScaledJob, { template }: ScaledJobPlan, version: string): void {
  const { name, namespace = '', labels, annotations } = owner.metadata;
  objects.create(jobs, namespace, {
    metadata: {
      generateName: `${name}-`,
      labels: {
        'app.kubernetes.io/name': name, 'app.kubernetes.io/version': version, 'app.kubernetes.io/part-of': name,
        'app.kubernetes.io/managed-by': 'keda-operator', [nameLabel]: name, ...labels,
      },
      annotations: { [generation]: String(owner.metadata.generation ?? 1), ...withoutApplied(annotations) },
      ownerReferences: [ownerReference(owner)],
    },
    spec: { ...template, template: podTemplate(template['template'], name) },
  });
}

/** kubectl's copy of what was applied is as long as the ScaledJob itself: one in each Job would be many. */
function withoutApplied(annotations: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => name !== 'kubectl.kubernetes.io/last-applied-configuration'));
}

function podTemplate(given: unknown, name: string): JsonObject {
  const template = isRecord(given) ? given : {};
  const metadata = isRecord(template['metadata']) ? template['metadata'] : {};
  const spec = isRecord(template['spec']) ? template['spec'] : {};
  return {
    ...template,
    metadata: { ...metadata, labels: { ...(isRecord(metadata['labels']) ? metadata['labels'] : {}), [nameLabel]: name } },
    spec: { restartPolicy: 'OnFailure', ...spec },
  };
}

/** Takes a ScaledJob's Jobs and what it says; gives those its history has no room for, the oldest first. Pure. */
export function surplusOf(owned: readonly Job[], { history }: ScaledJobPlan): Job[] {
  const ended = (type: string): Job[] => owned
    .filter((job) => jobEnd(job)?.type === type)
    .sort((a, b) => ((jobEnd(a)?.lastTransitionTime ?? '') < (jobEnd(b)?.lastTransitionTime ?? '') ? -1 : 1));
  const beyond = (found: Job[], room: number): Job[] => found.slice(0, Math.max(0, found.length - room));
  return [...beyond(ended('Complete'), history.successful), ...beyond(ended('Failed'), history.failed)];
}

/** Takes a ScaledJob and its Jobs; gives those made from an earlier version of it that have not ended. Pure. */
export function outdatedOf(owner: ScaledJob, owned: readonly Job[]): Job[] {
  const now = String(owner.metadata.generation ?? 1);
  return owned.filter((job) => jobEnd(job) === undefined && job.metadata.deletionTimestamp === undefined && job.metadata.annotations?.[generation] !== now);
}
