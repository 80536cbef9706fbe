/** How a Job stands, from its pods and what was counted before (pure; k8s.io/kubernetes/pkg/controller/job). */
import { type Condition, type Pod, isFinished, isReady } from '../pod.ts';
import type { Job } from '../workload.ts';
import { indexOf, parseIndexes } from './job-index.ts';

/** Marks a pod whose end was not counted yet: it stays until it was. */
export const tracking = 'batch.kubernetes.io/job-tracking';

/** Waits between failures: doubling up to ten minutes. */
const firstWait = 10_000;
const lastWait = 600_000;

export interface Standing {
  /** neither ended nor being deleted, the youngest last */
  active: Pod[];
  ready: number;
  terminating: number;
  succeeded: number;
  failed: number;
  /** indexes of an indexed job that are done */
  completed: ReadonlySet<number>;
  /** pods whose end is counted with this */
  counted: Pod[];
  /** unix milliseconds before which no pod may take a failed one's place */
  notBefore: number;
}

/** Takes a job; gives the condition it ended with, if it has ended. */
export function jobEnd(job: Job): Condition | undefined {
  return job.status?.conditions?.find((one) => (one.type === 'Complete' || one.type === 'Failed') && one.status === 'True');
}

/** Takes a job; gives the condition of that type, when it holds. */
export function holding(job: Job, type: string): Condition | undefined {
  return job.status?.conditions?.find((one) => one.type === type && one.status === 'True');
}

/** Takes a job and its pods; gives how it stands with every end counted. */
export function standingOf(job: Job, owned: Pod[]): Standing {
  const before = job.status ?? {};
  const uncounted = owned.filter((pod) => pod.metadata.finalizers?.includes(tracking) === true && (isFinished(pod) || isLeaving(pod)));
  const good = uncounted.filter((pod) => pod.status?.phase === 'Succeeded');
  // what a suspension ends is no failure of the job
  const bad = uncounted.filter((pod) => pod.status?.phase === 'Failed' || (isLeaving(pod) && pod.status?.phase !== 'Succeeded' && job.spec.suspend !== true));
  const active = owned.filter((pod) => !isFinished(pod) && !isLeaving(pod))
    .sort((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp));
  const indexed = job.spec.completionMode === 'Indexed';
  const completed = new Set([...parseIndexes(before.completedIndexes ?? ''), ...good.map(indexOf)].filter((index) => index >= 0 && index < (job.spec.completions ?? 0)));
  return {
    active,
    ready: active.filter(isReady).length,
    terminating: owned.filter((pod) => !isFinished(pod) && isLeaving(pod)).length,
    succeeded: indexed ? completed.size : (before.succeeded ?? 0) + good.length,
    failed: (before.failed ?? 0) + bad.length,
    completed,
    counted: uncounted,
    notBefore: notBefore(owned),
  };
}

function isLeaving(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** Failures since the last success make the next pod wait. */
function notBefore(owned: Pod[]): number {
  const ends = (phase: string) => owned.filter((pod) => pod.status?.phase === phase).map(endedAt);
  const success = Math.max(0, ...ends('Succeeded'));
  const failures = ends('Failed').filter((time) => time > success);
  if (failures.length === 0) return 0;
  return Math.max(...failures) + Math.min(firstWait * 2 ** (failures.length - 1), lastWait);
}

function endedAt(pod: Pod): number {
  const times = [...pod.status?.containerStatuses ?? [], ...pod.status?.initContainerStatuses ?? []]
    .map(({ state }) => Date.parse(state.terminated?.finishedAt ?? '')).filter((time) => !Number.isNaN(time));
  return times.length > 0 ? Math.max(...times) : Date.parse(pod.metadata.creationTimestamp);
}

/** Takes a job, how it stands, when it began and the time; gives why it failed, or null. */
export function failureOf(job: Job, standing: Standing, startTime: string, now: number): Pick<Condition, 'reason' | 'message'> | null {
  const known = holding(job, 'FailureTarget');
  if (known) return { reason: known.reason ?? '', message: known.message ?? '' };
  const { activeDeadlineSeconds: limit, backoffLimit, template } = job.spec;
  const restarts = template.spec.restartPolicy === 'OnFailure' ? restartsOf(standing.active) : 0;
  if (standing.failed > backoffLimit || (restarts > 0 && restarts >= backoffLimit)) {
    return { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  if (limit !== undefined && now - Date.parse(startTime) >= limit * 1000) {
    return { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  }
  return null;
}

function restartsOf(active: Pod[]): number {
  return active.flatMap((pod) => [...pod.status?.initContainerStatuses ?? [], ...pod.status?.containerStatuses ?? []])
    .reduce((sum, one) => sum + one.restartCount, 0);
}

/** Takes a job and how it stands; tells whether enough has succeeded. */
export function isComplete(job: Job, { succeeded, active }: Standing): boolean {
  const { completions } = job.spec;
  return completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions;
}

/** Takes a job that goes on and how it stands; gives how many pods it wants now. */
export function wantedPods(job: Job, { succeeded, active }: Standing): number {
  const { parallelism, completions } = job.spec;
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.min(parallelism, completions - succeeded);
}
