/** Warnings that are news: of the last hour of world time, about something that is still there and not well. Pure. */
import type { Complaint } from '../../common/practice.ts';
import type { KubeObject } from './cluster/object.ts';

/** A warning is news for this long, in milliseconds of world time. */
const warningAge = 3_600_000;
/** Conditions that say, when they are true, that an object is as it should be. */
const wellConditions: ReadonlySet<string> = new Set(['Ready', 'Complete']);
/** Phases that say so: of Pods that have done their work, and of volumes and claims. */
const wellPhases: ReadonlySet<string> = new Set(['Succeeded', 'Bound']);

interface Regarding { kind?: string; name?: string; namespace?: string; uid?: string }

interface Event extends KubeObject {
  type?: string;
  reason?: string;
  message?: string;
  note?: string;
  count?: number;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
  involvedObject?: Regarding;
  regarding?: Regarding;
}

/** What kinds with a state of their own say about it; each says some of this. */
interface Stateful extends KubeObject {
  spec?: { replicas?: number };
  status?: {
    phase?: string; readyReplicas?: number; updatedReplicas?: number; numberReady?: number; desiredNumberScheduled?: number;
    conditions?: { type: string; status: string }[];
  };
}

/** Takes all objects of a cluster and the world's time; gives its warnings. */
export function warningsOf(objects: readonly KubeObject[], now: number): Complaint[] {
  const byName = new Map<string, KubeObject[]>();
  for (const object of objects) {
    const key = `${object.kind} ${object.metadata.name}`;
    byName.set(key, [...byName.get(key) ?? [], object]);
  }
  const warnings = objects.filter((object): object is Event => object.kind === 'Event' && (object as Event).type === 'Warning');
  return warnings.filter((event) => now - lastSeen(event) <= warningAge).flatMap((event) => {
    const { kind, name, namespace, uid } = subject(event);
    const object = byName.get(`${kind} ${name}`)?.find(({ metadata }) => metadata.namespace === undefined || metadata.namespace === namespace);
    // A Pod made anew under the same name is another one.
    const isAnother = uid !== undefined && uid !== object?.metadata.uid;
    return object === undefined || isAnother || isWell(object) ? [] : [complaint(event)];
  });
}

function complaint(event: Event): Complaint {
  const { kind, name, namespace } = subject(event);
  return {
    namespace, object: `${kind.toLowerCase()}/${name}`, reason: event.reason ?? '', message: event.message ?? event.note ?? '',
    at: lastSeen(event), count: event.series?.count ?? event.count ?? 1,
  };
}

/** What an event is about, in both forms that events have. */
function subject({ involvedObject, regarding, metadata }: Event): { kind: string; name: string; namespace: string; uid?: string } {
  return { kind: '', name: '', namespace: metadata.namespace ?? '', ...involvedObject ?? regarding };
}

/** Tells whether an object says of itself that it is as it should be. */
function isWell({ metadata, spec, status }: Stateful): boolean {
  if (metadata.deletionTimestamp !== undefined || status === undefined) return false;
  if (wellPhases.has(status.phase ?? '') || status.conditions?.some(({ type, status: is }) => wellConditions.has(type) && is === 'True') === true) return true;
  if (status.desiredNumberScheduled !== undefined) return (status.numberReady ?? 0) >= status.desiredNumberScheduled;
  if (spec?.replicas === undefined) return false;
  return (status.readyReplicas ?? 0) >= spec.replicas && (status.updatedReplicas ?? spec.replicas) >= spec.replicas;
}

function lastSeen({ series, lastTimestamp, eventTime, metadata }: Event): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp);
}
