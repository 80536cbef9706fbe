/** A look at a world: what runs, and what is wrong. Only what is awake is looked into, so a look wakes nothing. Pure. */
import type { Complaint, ContextGlance } from '../../common/practice.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { KubeObject } from './cluster/object.ts';
import { isReady, type Pod, type PodContainerStatus } from './cluster/pod.ts';
import { warningsOf } from './glance-warnings.ts';

/** More than this of one kind is no glance any more. */
const mostShown = 20;
/** UIDs in brackets, as in `pod=redis_default(1b3e640b-…)`: they tell people nothing. */
const uids = / ?\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)/g;

interface Job extends KubeObject {
  status?: { conditions?: { type: string; status: string; reason?: string; message?: string; lastTransitionTime?: string }[] };
}

/** Takes a context, its cluster when it is awake, and the world's time; gives what there is to see. */
export function glanceAt({ name, cluster }: { name: string; cluster: Pick<Cluster, 'save'> | null }, now: number): ContextGlance {
  const objects = cluster?.save().objects ?? [];
  const pods = objects.filter(({ kind, apiVersion }) => kind === 'Pod' && apiVersion === 'v1') as Pod[];
  const going = pods.filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  const notReady = going.flatMap((pod) => podComplaint(pod, now));
  const jobs = objects.filter(({ kind }) => kind === 'Job') as Job[];
  return {
    name,
    awake: cluster !== null,
    pods: { ready: going.length - notReady.length, all: going.length },
    podsNotReady: latest(notReady),
    failingJobs: latest(jobs.flatMap(jobComplaint)),
    warnings: latest(warningsOf(objects, now)),
    cronJobs: objects.filter(({ kind }) => kind === 'CronJob').length,
    finishedJobs: jobs.filter(isFinished).length,
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

function isFinished({ status }: Job): boolean {
  return status?.conditions?.some(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True') ?? false;
}

function jobComplaint({ metadata, status }: Job): Complaint[] {
  const failed = status?.conditions?.find(({ type, status: is }) => type === 'Failed' && is === 'True');
  if (failed === undefined) return [];
  return [{
    namespace: metadata.namespace ?? '', object: `job/${metadata.name}`, reason: failed.reason ?? 'Failed', message: failed.message ?? '',
    at: Date.parse(failed.lastTransitionTime ?? metadata.creationTimestamp), count: 1,
  }];
}

function latest(complaints: Complaint[]): Complaint[] {
  return complaints.sort((one, other) => other.at - one.at).slice(0, mostShown).map((complaint) => ({ ...complaint, message: complaint.message.replaceAll(uids, '') }));
}
