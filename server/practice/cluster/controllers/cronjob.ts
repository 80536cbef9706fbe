/** CronJobs: a Job at each time of the schedule. */
import { formatTime } from '../clock.ts';
import { controllerOf, ownerReference } from '../object.ts';
import { cronJobs, jobs } from '../resources.ts';
import type { Change } from '../storage.ts';
import type { CronJob, Job } from '../workload.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';
import { jobEnd } from './job.ts';
import { selfOrOwner } from './ownership.ts';
import { nextTime, parseSchedule } from './schedule.ts';

const component = 'cronjob-controller';
const minute = 60_000;

export class CronJobController implements Controller {
  readonly name = 'cronjob';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys(change: Change): string[] {
    return change.resource === cronJobs || change.resource === jobs ? selfOrOwner(change, 'CronJob') : [];
  }

  reconcile(key: string): number | undefined {
    const [namespace, name] = splitKey(key);
    const { storage, clock } = this.#context;
    const cron = storage.get<CronJob>(cronJobs, namespace, name);
    if (!cron || cron.metadata.deletionTimestamp !== undefined) return undefined;
    this.#settle(cron);
    const schedule = parseSchedule(cron.spec.schedule);
    if (!schedule || cron.spec.suspend) return undefined;
    const now = clock.now();
    const since = Date.parse(cron.status?.lastScheduleTime ?? cron.metadata.creationTimestamp);
    const due = latestDue(schedule, since, now);
    if (due !== null) this.#start(storage.get<CronJob>(cronJobs, namespace, name) ?? cron, due);
    const next = nextTime(schedule, now);
    return next === null ? undefined : next - now;
  }

  #jobs(cron: CronJob): Job[] {
    return this.#context.storage.list<Job>(jobs, cron.metadata.namespace).filter((job) => controllerOf(job)?.uid === cron.metadata.uid);
  }

  /** Notes which jobs ended, and removes those beyond the history's limits. */
  #settle(given: CronJob): void {
    const { objects, recorder } = this.#context;
    const all = this.#jobs(given);
    const active = all.filter((job) => !jobEnd(job));
    for (const { name } of given.status?.active ?? []) {
      const end = all.find((job) => job.metadata.name === name);
      const how = end && jobEnd(end);
      if (how) recorder.record(given, { type: 'Normal', reason: 'SawCompletedJob', message: `Saw completed job: ${name}, condition: ${how.type}`, component });
    }
    const byEnd = (type: string) => all.filter((job) => jobEnd(job)?.type === type)
      .sort((a, b) => (a.status?.startTime ?? '').localeCompare(b.status?.startTime ?? ''));
    const surplus = (list: Job[], limit: number) => list.slice(0, Math.max(0, list.length - limit));
    const good = byEnd('Complete');
    for (const job of [...surplus(good, given.spec.successfulJobsHistoryLimit), ...surplus(byEnd('Failed'), given.spec.failedJobsHistoryLimit)]) {
      objects.delete(jobs, job.metadata.namespace ?? '', job.metadata.name);
      recorder.record(given, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted job ${job.metadata.name}`, component });
    }
    const lastGood = good.at(-1)?.status?.completionTime;
    this.#writeStatus(given, { active: active.map(reference), ...(lastGood === undefined ? {} : { lastSuccessfulTime: lastGood }) });
  }

  #start(cron: CronJob, due: number): void {
    const { objects, recorder, clock } = this.#context;
    const deadline = cron.spec.startingDeadlineSeconds;
    if (deadline !== undefined && clock.now() - due > deadline * 1000) {
      recorder.record(cron, { type: 'Warning', reason: 'MissSchedule', message: `Missed scheduled time to start a job: ${formatTime(due)}`, component });
      return this.#writeStatus(cron, { lastScheduleTime: formatTime(due) });
    }
    const active = this.#jobs(cron).filter((job) => !jobEnd(job));
    if (cron.spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
      recorder.record(cron, { type: 'Normal', reason: 'JobAlreadyActive', message: 'Not starting job because prior execution is running and concurrency policy is Forbid', component });
      return;
    }
    if (cron.spec.concurrencyPolicy === 'Replace') {
      for (const job of active) {
        objects.delete(jobs, job.metadata.namespace ?? '', job.metadata.name);
        recorder.record(cron, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted job ${job.metadata.name}`, component });
      }
    }
    const name = `${cron.metadata.name}-${due / minute}`;
    const { metadata = {}, spec } = cron.spec.jobTemplate;
    const job = objects.create<Job>(jobs, cron.metadata.namespace ?? '', {
      metadata: {
        ...metadata, name, ownerReferences: [ownerReference(cron)],
        annotations: { ...metadata.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': formatTime(due) },
      },
      spec,
    });
    recorder.record(cron, { type: 'Normal', reason: 'SuccessfulCreate', message: `Created job ${name}`, component });
    this.#writeStatus(cron, { active: [...active, job].map(reference), lastScheduleTime: formatTime(due) });
  }

  #writeStatus(given: CronJob, status: NonNullable<CronJob['status']>): void {
    const { storage } = this.#context;
    const cron = storage.get<CronJob>(cronJobs, given.metadata.namespace ?? '', given.metadata.name);
    if (!cron) return;
    const { active, ...rest } = { ...cron.status, ...status };
    storage.update(cronJobs, { ...cron, metadata: { ...cron.metadata }, status: { ...rest, ...(active && active.length > 0 ? { active } : {}) } });
  }
}

function reference(job: Job) {
  const { namespace = '', name, uid, resourceVersion } = job.metadata;
  return { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
}

/** The last time of the schedule after `since` and not after now: those missed before it are not made up for. */
function latestDue(schedule: NonNullable<ReturnType<typeof parseSchedule>>, since: number, now: number): number | null {
  let due: number | null = null;
  // a world that slept for long may have missed many: look no further back than a day
  for (let at = nextTime(schedule, Math.max(since, now - 1440 * minute)); at !== null && at <= now; at = nextTime(schedule, at)) due = at;
  return due;
}
