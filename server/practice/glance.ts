/** A look at a world: what runs, and what is wrong. Only what is awake is looked into, so a look wakes nothing. Pure. */
import type { Complaint, ContextGlance } from '../../common/practice.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { KubeObject } from './cluster/object.ts';
import { isReady, type Pod, type PodContainerStatus } from './cluster/pod.ts';

/** More than this of one kind is no glance any more. */
const mostShown = 20;
/** A warning is news for this long, in milliseconds of world time. */
const warningAge = 3_600_000;

interface Job extends KubeObject {
  status?: { conditions?: { type: string; status: string; reason?: string; message?: string; lastTransitionTime?: string }[] };
}

interface Event extends KubeObject {
  type?: string;
  reason?: string;
  message?: string;
  note?: string;
  count?: number;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
  involvedObject?: { kind?: string; name?: string; namespace?: string };
  regarding?: { kind?: string; name?: string; namespace?: string };
}

/** Takes a context, its cluster when it is awake, and the world's time; gives what there is to see. */
export function glanceAt({ name, cluster }: { name: string; cluster: Pick<Cluster, 'save'> | null }, now: number): ContextGlance {
  const objects = cluster?.save().objects ?? [];
  const pods = objects.filter(({ kind, apiVersion }) => kind === 'Pod' && apiVersion === 'v1') as Pod[];
  const going = pods.filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  const notReady = going.flatMap((pod) => podComplaint(pod, now));
  return {
    name,
    awake: cluster !== null,
    pods: { ready: going.length - notReady.length, all: going.length },
    podsNotReady: latest(notReady),
    failingJobs: latest((objects.filter(({ kind }) => kind === 'Job') as Job[]).flatMap(jobComplaint)),
    warnings: latest((objects.filter(({ kind }) => kind === 'Event') as Event[]).flatMap((event) => warning(event, now))),
  };
}

function podComplaint(pod: Pod, now: number): Complaint[] {
  const { metadata, status } = pod;
  const ending = metadata.deletionTimestamp !== undefined;
  if (isReady(pod) && !ending) return [];
  const containers = [...status?.initContainerStatuses ?? [], ...status?.containerStatuses ?? []];
  const trouble = troubleOf(containers);
  const reason = ending ? 'Terminating' : trouble.reason || (status?.phase ?? 'Pending');
  return [{
    namespace: metadata.namespace ?? '', object: `pod/${metadata.name}`, reason, message: trouble.message, at: now,
    count: Math.max(0, ...containers.map(({ restartCount }) => restartCount)),
  }];
}

/** What kubectl would show in the column STATUS beyond the phase; empty when there is nothing. */
function troubleOf(containers: readonly PodContainerStatus[]): { reason: string; message: string } {
  for (const { state: { waiting } } of containers) {
    if (waiting !== undefined && waiting.reason !== 'PodInitializing') return { reason: waiting.reason, message: waiting.message ?? '' };
  }
  const failed = containers.find(({ state: { terminated } }) => terminated !== undefined && terminated.exitCode !== 0)?.state.terminated;
  return { reason: failed?.reason ?? '', message: failed?.message ?? '' };
}

function jobComplaint({ metadata, status }: Job): Complaint[] {
  const failed = status?.conditions?.find(({ type, status: is }) => type === 'Failed' && is === 'True');
  if (failed === undefined) return [];
  return [{
    namespace: metadata.namespace ?? '', object: `job/${metadata.name}`, reason: failed.reason ?? 'Failed', message: failed.message ?? '',
    at: Date.parse(failed.lastTransitionTime ?? metadata.creationTimestamp), count: 1,
  }];
}

function warning(event: Event, now: number): Complaint[] {
  if (event.type !== 'Warning') return [];
  const at = lastSeen(event);
  if (now - at > warningAge) return [];
  const { kind = '', name = '', namespace = event.metadata.namespace } = event.involvedObject ?? event.regarding ?? {};
  return [{
    namespace: namespace ?? '', object: `${kind.toLowerCase()}/${name}`, reason: event.reason ?? '', message: event.message ?? event.note ?? '',
    at, count: event.series?.count ?? event.count ?? 1,
  }];
}

function lastSeen({ series, lastTimestamp, eventTime, metadata }: Event): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp);
}

function latest(complaints: Complaint[]): Complaint[] {
  return complaints.sort((one, other) => other.at - one.at).slice(0, mostShown);
}
