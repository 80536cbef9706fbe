/** What an Application's status says after a look. Pure. */
import { formatTime } from '../../cluster/clock.ts';
import { isRecord } from '../../cluster/object.ts';
import type { ApplicationStatus, Condition, Health } from './application.ts';
import type { Looked } from './look.ts';
import { type Row, statusOf } from './rows.ts';
import { worst } from './health.ts';
import { without } from './without.ts';

/** Takes the status as it is, what was found and how it compares, and the time; gives the new status. */
export function comparedStatus(before: ApplicationStatus, looked: Looked, rows: readonly Row[], now: number): ApplicationStatus {
  const rest = without(before, 'conditions');
  const { spec } = looked;
  if (looked.error !== null) {
    const resources = (before.resources ?? []).map((resource) => ({ ...resource, status: 'Unknown' as const }));
    return { ...rest, resources, sync: { status: 'Unknown', ...(looked.revision ? { revision: looked.revision } : {}) }, conditions: [conditionOf(before, 'ComparisonError', looked.error, now)] };
  }
  const resources = rows.map(statusOf);
  const parts = rows.flatMap(({ health, target }): Health[] => (health && target ? [health] : []));
  return {
    ...rest,
    resources,
    sync: {
      status: rows.every(({ status }) => status === 'Synced') ? 'Synced' : 'OutOfSync',
      revision: looked.revision ?? '',
      comparedTo: { source: spec.source, destination: { server: spec.destination.server, namespace: spec.destination.namespace } },
    },
    health: { status: rows.length === 0 ? 'Healthy' : worst(parts) },
    sourceType: 'Helm',
    summary: { images: imagesOf(rows) },
  };
}

/** Takes a status, the type of a condition, its message and the time; gives the condition, as old as the one it repeats. */
export function conditionOf(before: ApplicationStatus, type: Condition['type'], message: string, now: number): Condition {
  const same = before.conditions?.find((condition) => condition.type === type && condition.message === message);
  return same ?? { type, message, lastTransitionTime: formatTime(now) };
}

function imagesOf(rows: readonly Row[]): string[] {
  const images = rows.flatMap(({ live }) => {
    const spec = (live as unknown as { spec?: { template?: { spec?: { containers?: unknown } } } } | null)?.spec;
    const containers = isRecord(spec) && isRecord(spec.template) && isRecord(spec.template.spec) ? spec.template.spec['containers'] : [];
    return (Array.isArray(containers) ? containers : []).flatMap((container: unknown) => (isRecord(container) && typeof container['image'] === 'string' ? [container['image']] : []));
  });
  return [...new Set(images)].sort();
}
