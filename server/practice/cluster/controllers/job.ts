/**
 * Jobs: pods that run to an end, again when they fail, until enough succeeded or too many failed. The end of a pod is
 * counted once, even when the pod is deleted meanwhile: until then a finalizer holds it.
 */
import { formatTime } from '../clock.ts';
import { controllerOf, ownerReference } from '../object.ts';
import type { Condition, Pod } from '../pod.ts';
import { jobs, pods } from '../resources.ts';
import type { Change } from '../storage.ts';
import type { Job } from '../workload.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';
import { createMany } from './creation.ts';
import { formatIndexes, freeIndexes, indexOf, indexedTemplate } from './job-index.ts';
import { type Standing, failureOf, holding, isComplete, jobEnd, standingOf, tracking, wantedPods } from './job-standing.ts';
import { ownedPods, selfOrOwner } from './ownership.ts';

const component = 'job-controller';

type Status = NonNullable<Job['status']>;

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
    const { storage, clock } = this.#context;
    const job = storage.get<Job>(jobs, namespace, name);
    this.#releaseOrphans(namespace);
    if (!job) return undefined;
    const owned = ownedPods(storage, job, job.spec.selector);
    const end = jobEnd(job);
    if (job.metadata.deletionTimestamp !== undefined || end) {
      for (const pod of owned) this.#release(pod);
      return end ? this.#expire(job, end) : undefined;
    }
    const standing = standingOf(job, owned);
    const startTime = this.#startTime(job);
    const failure = job.spec.suspend === true && !holding(job, 'FailureTarget') ? null : failureOf(job, standing, startTime ?? formatTime(clock.now()), clock.now());
    if (failure) return this.#finish(job, standing, { type: 'Failed', status: 'True', ...failure }, startTime);
    if (isComplete(job, standing)) {
      return this.#finish(job, standing, { type: 'Complete', status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }, startTime);
    }
    if (job.spec.suspend === true) return this.#suspend(job, standing);
    return this.#goOn(job, standing, startTime ?? formatTime(clock.now()));
  }

  /** The time of a job that was suspended begins anew. */
  #startTime(job: Job): string | undefined {
    if (job.spec.suspend === true) return job.status?.startTime;
    return holding(job, 'Suspended') ? undefined : job.status?.startTime;
  }

  #goOn(job: Job, standing: Standing, startTime: string): number | undefined {
    const { clock, storage } = this.#context;
    const again = this.#fill(job, standing);
    if (holding(job, 'Suspended')) this.#tell(job, 'Normal', 'Resumed', 'Job resumed');
    this.#count(job, standing);
    const counted = storage.get<Job>(jobs, job.metadata.namespace ?? '', job.metadata.name) ?? job;
    const now = standingOf(counted, ownedPods(storage, job, job.spec.selector));
    this.#writeStatus(job, now, { startTime, ...resumed(job, formatTime(clock.now())) });
    const limit = job.spec.activeDeadlineSeconds;
    const deadline = limit === undefined ? undefined : Math.max(0, Date.parse(startTime) + limit * 1000 - clock.now());
    return again === undefined || (deadline !== undefined && deadline < again) ? deadline : again;
  }

  /** Makes pods up to the parallelism; after a failure only when its wait is over, which it gives. */
  #fill(job: Job, standing: Standing): number | undefined {
    const wanted = wantedPods(job, standing);
    for (const pod of standing.active.slice(wanted)) this.#delete(job, pod);
    const leaving = job.spec.podReplacementPolicy === 'Failed' ? standing.terminating : 0;
    const missing = wanted - standing.active.length - leaving;
    if (missing <= 0) return undefined;
    const due = standing.notBefore - this.#context.clock.now();
    if (due > 0) return due;
    const indexes = job.spec.completionMode === 'Indexed'
      ? freeIndexes(job.spec.completions ?? 0, new Set([...standing.completed, ...standing.active.map(indexOf)]), missing) : null;
    const count = indexes?.length ?? missing;
    return createMany(count, () => { this.#create(job, indexes?.shift()); }, (message) => { this.#tell(job, 'Warning', 'FailedCreate', message); });
  }

  #create(job: Job, index: number | undefined): void {
    const { template } = job.spec;
    const { metadata = {}, spec } = index === undefined ? template : indexedTemplate(job.metadata.name, template, index);
    const pod = this.#context.objects.create(pods, job.metadata.namespace ?? '', {
      metadata: { generateName: `${job.metadata.name}-`, ...metadata, finalizers: [tracking], ownerReferences: [ownerReference(job)] }, spec,
    });
    this.#tell(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  }

  #delete(job: Job, pod: Pod): void {
    this.#context.objects.delete(pods, pod.metadata.namespace ?? '', pod.metadata.name);
    this.#tell(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }

  /** The counts stand in the status from now on, so the pods may go. */
  #count(job: Job, standing: Standing): void {
    if (standing.counted.length === 0) return;
    this.#writeStatus(job, standing, {});
    for (const pod of standing.counted) this.#release(pod);
  }

  #release(given: Pod): void {
    const { storage, objects } = this.#context;
    const pod = storage.get<Pod>(pods, given.metadata.namespace ?? '', given.metadata.name);
    if (pod?.metadata.uid !== given.metadata.uid || !pod.metadata.finalizers?.includes(tracking)) return;
    objects.release(pods, { ...pod, metadata: { ...pod.metadata, finalizers: pod.metadata.finalizers.filter((one) => one !== tracking) } });
  }

  /** Pods of jobs that are gone wait for nobody. */
  #releaseOrphans(namespace: string): void {
    const { storage } = this.#context;
    for (const pod of storage.list<Pod>(pods, namespace)) {
      if (!pod.metadata.finalizers?.includes(tracking)) continue;
      const owner = controllerOf(pod);
      if (owner === undefined || storage.byUid(owner.uid) === undefined) this.#release(pod);
    }
  }

  #suspend(job: Job, standing: Standing): undefined {
    for (const pod of standing.active) this.#delete(job, pod);
    const time = formatTime(this.#context.clock.now());
    const known = holding(job, 'Suspended');
    const conditions = known ? job.status?.conditions ?? []
      : [...(job.status?.conditions ?? []).filter(({ type }) => type !== 'Suspended'),
        { type: 'Suspended', status: 'True' as const, reason: 'JobSuspended', message: 'Job suspended', lastProbeTime: time, lastTransitionTime: time }];
    if (!known) this.#tell(job, 'Normal', 'Suspended', 'Job suspended');
    this.#count(job, standing);
    this.#writeStatus(job, { ...standing, active: [], ready: 0 }, { conditions });
  }

  /** First it is told what the end will be; the end itself is told when no pod is left. */
  #finish(job: Job, standing: Standing, how: Condition, startTime: string | undefined): undefined {
    const time = formatTime(this.#context.clock.now());
    for (const pod of standing.active) this.#delete(job, pod);
    const dated = (condition: Condition): Condition => ({ ...condition, lastProbeTime: time, lastTransitionTime: time });
    const target = how.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
    const others = job.status?.conditions ?? [];
    const conditions = holding(job, target) ? others : [...others, dated({ ...how, type: target })];
    const left = standing.terminating + standing.active.length;
    this.#count(job, standing);
    if (left > 0) {
      return this.#writeStatus(job, { ...standing, active: [], ready: 0, terminating: left }, { conditions, ...(startTime ? { startTime } : {}) });
    }
    this.#writeStatus(job, { ...standing, active: [], ready: 0 }, {
      conditions: [...conditions, dated(how)], startTime: startTime ?? time, ...(how.type === 'Complete' ? { completionTime: time } : {}),
    });
    if (how.type === 'Complete') this.#tell(job, 'Normal', 'Completed', 'Job completed');
    else this.#tell(job, 'Warning', how.reason ?? 'Failed', how.message ?? '');
  }

  #expire(job: Job, end: Condition): number | undefined {
    const seconds = job.spec.ttlSecondsAfterFinished;
    if (seconds === undefined || job.metadata.deletionTimestamp !== undefined) return undefined;
    const left = Date.parse(end.lastTransitionTime ?? '') + seconds * 1000 - this.#context.clock.now();
    if (left > 0) return left;
    this.#context.objects.delete(jobs, job.metadata.namespace ?? '', job.metadata.name, { propagationPolicy: 'Foreground' });
    return undefined;
  }

  #writeStatus(given: Job, standing: Standing, rest: Partial<Status>): undefined {
    const { storage } = this.#context;
    const job = storage.get<Job>(jobs, given.metadata.namespace ?? '', given.metadata.name);
    if (!job) return;
    const { conditions, startTime, completionTime } = { ...job.status, ...rest };
    storage.update(jobs, {
      ...job,
      metadata: { ...job.metadata },
      status: {
        ...(conditions && conditions.length > 0 ? { conditions } : {}),
        ...(startTime ? { startTime } : {}),
        ...(completionTime ? { completionTime } : {}),
        ...(standing.active.length > 0 ? { active: standing.active.length } : {}),
        ...countsOf(standing),
        ready: standing.ready,
        terminating: standing.terminating,
        uncountedTerminatedPods: {},
        ...(job.spec.completionMode === 'Indexed' && standing.completed.size > 0 ? { completedIndexes: formatIndexes(standing.completed) } : {}),
      },
    });
  }

  #tell(job: Job, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.recorder.record(job, { type, reason, message, component });
  }
}

function countsOf({ succeeded, failed }: Standing): Pick<Status, 'succeeded' | 'failed'> {
  return { ...(succeeded > 0 ? { succeeded } : {}), ...(failed > 0 ? { failed } : {}) };
}

function resumed(job: Job, time: string): Partial<Status> {
  if (!holding(job, 'Suspended')) return {};
  return {
    conditions: (job.status?.conditions ?? []).map((one) => (one.type === 'Suspended'
      ? { ...one, status: 'False', reason: 'JobResumed', message: 'Job resumed', lastTransitionTime: time } : one)),
  };
}
