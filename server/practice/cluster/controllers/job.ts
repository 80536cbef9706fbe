/** Jobs: pods that run to an end, again when they fail, until enough succeeded or too many failed. */
import { formatTime } from '../clock.ts';
import { ownerReference } from '../object.ts';
import { type Condition, type Pod, isFinished, isReady } from '../pod.ts';
import { jobs, pods } from '../resources.ts';
import type { Change } from '../storage.ts';
import type { Job } from '../workload.ts';
import { backoff } from './container.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';
import { createMany } from './creation.ts';
import { ownedPods, selfOrOwner } from './ownership.ts';

const component = 'job-controller';

/** How a job stands: which of its pods are going, and how many ended how. */
interface Tally { active: Pod[]; succeeded: number; failed: number; lastFailure: number }

/** Takes a job; gives the condition it ended with, if it has ended. */
export function jobEnd(job: Job): Condition | undefined {
  return job.status?.conditions?.find((one) => (one.type === 'Complete' || one.type === 'Failed') && one.status === 'True');
}

export class JobController implements Controller {
  readonly name = 'job';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys(change: Change): string[] {
    return change.resource === jobs || change.resource === pods ? selfOrOwner(change, 'Job') : [];
  }

  reconcile(key: string): number | undefined {
    const [namespace, name] = splitKey(key);
    const job = this.#context.storage.get<Job>(jobs, namespace, name);
    if (!job || job.metadata.deletionTimestamp !== undefined) return undefined;
    const end = jobEnd(job);
    if (end) return this.#expire(job, end);
    const tally = tallyOf(ownedPods(this.#context.storage, job, job.spec.selector));
    if (job.spec.suspend === true) return this.#suspend(job, tally);
    const startTime = job.status?.startTime ?? formatTime(this.#context.clock.now());
    const failure = this.#failure(job, tally, startTime);
    if (failure) return this.#finish(job, tally, startTime, failure);
    const wanted = job.spec.completions;
    const done = wanted === undefined ? tally.succeeded > 0 && tally.active.length === 0 : tally.succeeded >= wanted;
    if (done) {
      return this.#finish(job, tally, startTime, {
        type: 'Complete', status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods',
      });
    }
    const again = this.#fill(job, tally);
    this.#writeStatus(job, tallyOf(ownedPods(this.#context.storage, job, job.spec.selector)), { startTime, conditions: resumed(job, startTime) });
    const deadline = job.spec.activeDeadlineSeconds === undefined
      ? undefined : Math.max(0, Date.parse(startTime) + job.spec.activeDeadlineSeconds * 1000 - this.#context.clock.now());
    return again === undefined || (deadline !== undefined && deadline < again) ? deadline : again;
  }

  #failure(job: Job, tally: Tally, startTime: string): Condition | null {
    const limit = job.spec.activeDeadlineSeconds;
    if (limit !== undefined && this.#context.clock.now() - Date.parse(startTime) >= limit * 1000) {
      return { type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
    }
    const restarts = job.spec.template.spec.restartPolicy === 'OnFailure'
      ? tally.active.reduce((sum, pod) => sum + (pod.status?.containerStatuses ?? []).reduce((all, one) => all + one.restartCount, 0), 0) : 0;
    if (tally.failed + restarts <= job.spec.backoffLimit) return null;
    return { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }

  /** Makes pods up to the parallelism; after a failure only when its wait is over, which it gives. */
  #fill(job: Job, tally: Tally): number | undefined {
    const { parallelism, completions } = job.spec;
    const wanted = completions === undefined
      ? (tally.succeeded > 0 ? tally.active.length : parallelism) : Math.min(parallelism, completions - tally.succeeded);
    for (const pod of tally.active.slice(wanted)) this.#delete(job, pod);
    const missing = wanted - tally.active.length;
    if (missing <= 0) return undefined;
    const due = tally.failed === 0 ? 0 : tally.lastFailure + backoff(tally.failed) - this.#context.clock.now();
    if (due > 0) return due;
    return createMany(missing, () => { this.#create(job); }, (message) => { this.#tell(job, 'Warning', 'FailedCreate', message); });
  }

  #create(job: Job): void {
    const { metadata = {}, spec } = job.spec.template;
    const pod = this.#context.objects.create(pods, job.metadata.namespace ?? '', {
      metadata: { ...metadata, generateName: `${job.metadata.name}-`, ownerReferences: [ownerReference(job)] }, spec,
    });
    this.#tell(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  }

  #delete(job: Job, pod: Pod): void {
    this.#context.objects.delete(pods, pod.metadata.namespace ?? '', pod.metadata.name);
    this.#tell(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }

  #suspend(job: Job, tally: Tally): undefined {
    for (const pod of tally.active) this.#delete(job, pod);
    const time = formatTime(this.#context.clock.now());
    const known = job.status?.conditions?.some((one) => one.type === 'Suspended' && one.status === 'True') ?? false;
    const condition: Condition = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended', lastProbeTime: time, lastTransitionTime: time };
    if (!known) this.#tell(job, 'Normal', 'Suspended', 'Job suspended');
    this.#writeStatus(job, { ...tally, active: [] }, { conditions: known ? job.status?.conditions ?? [] : [condition] });
  }

  #finish(job: Job, tally: Tally, startTime: string, how: Condition): number | undefined {
    const time = formatTime(this.#context.clock.now());
    for (const pod of tally.active) this.#delete(job, pod);
    const condition = { ...how, lastProbeTime: time, lastTransitionTime: time };
    const complete = how.type === 'Complete';
    this.#writeStatus(job, { ...tally, active: [] }, {
      startTime, conditions: [condition], ...(complete ? { completionTime: time } : {}),
    });
    if (complete) this.#tell(job, 'Normal', 'Completed', 'Job completed');
    else this.#tell(job, 'Warning', how.reason ?? 'Failed', how.message ?? '');
    return undefined;
  }

  #expire(job: Job, end: Condition): number | undefined {
    const seconds = job.spec.ttlSecondsAfterFinished;
    if (seconds === undefined) return undefined;
    const left = Date.parse(end.lastTransitionTime ?? '') + seconds * 1000 - this.#context.clock.now();
    if (left > 0) return left;
    this.#context.objects.delete(jobs, job.metadata.namespace ?? '', job.metadata.name, { propagationPolicy: 'Background' });
    return undefined;
  }

  #writeStatus(given: Job, tally: Tally, rest: Partial<NonNullable<Job['status']>>): void {
    const { storage } = this.#context;
    const job = storage.get<Job>(jobs, given.metadata.namespace ?? '', given.metadata.name);
    if (!job) return;
    storage.update(jobs, {
      ...job,
      metadata: { ...job.metadata },
      status: {
        ...(tally.active.length > 0 ? { active: tally.active.length } : {}),
        ...(tally.succeeded > 0 ? { succeeded: tally.succeeded } : {}),
        ...(tally.failed > 0 ? { failed: tally.failed } : {}),
        ready: tally.active.filter(isReady).length,
        terminating: 0,
        uncountedTerminatedPods: {},
        ...rest,
      },
    });
  }

  #tell(job: Job, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.recorder.record(job, { type, reason, message, component });
  }
}

function resumed(job: Job, time: string): Condition[] {
  return (job.status?.conditions ?? []).map((one) => (one.type === 'Suspended' && one.status === 'True'
    ? { ...one, status: 'False', reason: 'JobResumed', message: 'Job resumed', lastTransitionTime: time } : one));
}

function tallyOf(owned: Pod[]): Tally {
  const failed = owned.filter((pod) => pod.status?.phase === 'Failed');
  const ends = failed.flatMap((pod) => (pod.status?.containerStatuses ?? []).map((one) => Date.parse(one.state.terminated?.finishedAt ?? '')));
  return {
    active: owned.filter((pod) => !isFinished(pod) && pod.metadata.deletionTimestamp === undefined),
    succeeded: owned.filter((pod) => pod.status?.phase === 'Succeeded').length,
    failed: failed.length,
    lastFailure: Math.max(0, ...ends.filter((time) => !Number.isNaN(time))),
  };
}
