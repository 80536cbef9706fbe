/** CronJobs: a Job at each time of the schedule (k8s.io/kubernetes/pkg/controller/cronjob/cronjob_controllerv2.go). */
import { formatTime } from '../clock.ts';
import { controllerOf, ownerReference } from '../object.ts';
import { cronJobs, jobs } from '../resources.ts';
import { ApiError } from '../status.ts';
import type { Change } from '../storage.ts';
import type { CronJob, Job } from '../workload.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';
import { jobEnd } from './job-standing.ts';
import { selfOrOwner } from './ownership.ts';
import { type Due, type Schedule, ScheduleError, latestDue, nextTime, readSchedule } from './schedule.ts';

const component = 'cronjob-controller';
const minute = 60_000;

type Active = NonNullable<NonNullable<CronJob['status']>['active']>;

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
    if (!cron) return undefined;
    const owned = this.#jobs(cron);
    const active = this.#settle(cron, owned);
    this.#trim(cron, owned);
    if (cron.metadata.deletionTimestamp !== undefined || cron.spec.suspend) return undefined;
    const schedule = this.#schedule(cron);
    if (!schedule) return undefined;
    const now = clock.now();
    const due = latestDue(schedule, since(cron, now), now, cron.spec.timeZone);
    if (due) this.#start(cron, active, due);
    const next = nextTime(schedule, now, cron.spec.timeZone);
    return next === null ? undefined : next - now;
  }

  #jobs(cron: CronJob): Job[] {
    return this.#context.storage.list<Job>(jobs, cron.metadata.namespace).filter((job) => controllerOf(job)?.uid === cron.metadata.uid);
  }

  /** The schedule; null, with an event that says why, when it or its zone cannot be understood. */
  #schedule(cron: CronJob): Schedule | null {
    try {
      const schedule = readSchedule(cron.spec.schedule);
      nextTime(schedule, this.#context.clock.now(), cron.spec.timeZone);
      return schedule;
    } catch (error) {
      if (error instanceof ScheduleError) this.#tell(cron, 'Warning', 'UnparseableSchedule', `unparseable schedule: ${JSON.stringify(cron.spec.schedule)} : ${error.message}`);
      else if (error instanceof RangeError) this.#tell(cron, 'Warning', 'UnknownTimeZone', `invalid timeZone: ${JSON.stringify(cron.spec.timeZone)}: unknown time zone ${cron.spec.timeZone ?? ''}`);
      else throw error;
      return null;
    }
  }

  /** Notes which jobs ended, went missing or came from elsewhere; gives those that go on. */
  #settle(cron: CronJob, owned: Job[]): Active {
    const known = cron.status?.active ?? [];
    for (const job of owned) {
      const { uid, name } = job.metadata;
      const listed = known.some((one) => one.uid === uid);
      const end = jobEnd(job);
      if (!listed && !end) this.#tell(cron, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
      if (listed && end) this.#tell(cron, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${end.type}`);
    }
    const active = known.filter(({ uid, name }) => {
      const job = owned.find((one) => one.metadata.uid === uid);
      if (!job) this.#tell(cron, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
      return job !== undefined && !jobEnd(job);
    });
    this.#writeStatus(cron, { active, ...lastSuccess(cron, owned) });
    return active;
  }

  /** Removes ended jobs beyond the history's limits, the oldest first. */
  #trim(cron: CronJob, owned: Job[]): void {
    const surplus = (type: string, limit: number) => {
      const ended = owned.filter((job) => jobEnd(job)?.type === type && job.metadata.deletionTimestamp === undefined)
        .sort((a, b) => (a.status?.startTime ?? '').localeCompare(b.status?.startTime ?? '') || a.metadata.name.localeCompare(b.metadata.name));
      return ended.slice(0, Math.max(0, ended.length - limit));
    };
    for (const job of [...surplus('Complete', cron.spec.successfulJobsHistoryLimit), ...surplus('Failed', cron.spec.failedJobsHistoryLimit)]) this.#delete(cron, job);
  }

  #delete(cron: CronJob, { metadata }: Job): void {
    this.#context.objects.delete(jobs, metadata.namespace ?? '', metadata.name, { propagationPolicy: 'Background' });
    this.#tell(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${metadata.name}`);
  }

  #start(cron: CronJob, active: Active, { time, manyMissed }: Due): void {
    const deadline = cron.spec.startingDeadlineSeconds;
    if (manyMissed) this.#tell(cron, 'Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew');
    if (deadline !== undefined && this.#context.clock.now() - time > deadline * 1000) {
      return this.#tell(cron, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${new Date(time).toUTCString().replace('GMT', '+0000')}`);
    }
    if (active.some((one) => one.name === nameOf(cron, time)) || cron.status?.lastScheduleTime === formatTime(time)) return;
    if (cron.spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
      return this.#tell(cron, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
    }
    let others = active;
    if (cron.spec.concurrencyPolicy === 'Replace') {
      for (const job of this.#jobs(cron).filter((one) => active.some(({ uid }) => uid === one.metadata.uid))) this.#delete(cron, job);
      others = [];
    }
    const job = this.#create(cron, time);
    if (job) this.#writeStatus(cron, { active: [...others, reference(job)], lastScheduleTime: formatTime(time) });
  }

  #create(cron: CronJob, time: number): Job | null {
    const name = nameOf(cron, time);
    const { metadata = {}, spec } = cron.spec.jobTemplate;
    const stamp = cron.spec.timeZone === undefined ? formatTime(time) : zoned(time, cron.spec.timeZone);
    try {
      const job = this.#context.objects.create<Job>(jobs, cron.metadata.namespace ?? '', {
        metadata: {
          labels: metadata.labels, name, ownerReferences: [ownerReference(cron)],
          annotations: { ...metadata.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': stamp },
        },
        spec,
      });
      this.#tell(cron, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
      return job;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const own = this.#jobs(cron).find((job) => job.metadata.name === name);
      if (!own) this.#tell(cron, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`);
      return own ?? null;
    }
  }

  #writeStatus(given: CronJob, status: NonNullable<CronJob['status']>): void {
    const { storage } = this.#context;
    const cron = storage.get<CronJob>(cronJobs, given.metadata.namespace ?? '', given.metadata.name);
    if (!cron) return;
    const { active, ...rest } = { ...cron.status, ...status };
    storage.update(cronJobs, { ...cron, metadata: { ...cron.metadata }, status: { ...rest, ...(active && active.length > 0 ? { active } : {}) } });
  }

  #tell(cron: CronJob, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.recorder.record(cron, { type, reason, message, component });
  }
}

function lastSuccess({ status }: CronJob, owned: Job[]): { lastSuccessfulTime?: string } {
  const times = owned.flatMap((job) => (jobEnd(job)?.type === 'Complete' ? job.status?.completionTime ?? [] : []));
  const latest = [...times, ...(status?.lastSuccessfulTime === undefined ? [] : [status.lastSuccessfulTime])].sort().at(-1);
  return latest === undefined ? {} : { lastSuccessfulTime: latest };
}

/** Since when times count: the last one, or the beginning; no further back than a start may be late. */
function since({ metadata, spec, status }: CronJob, now: number): number {
  const last = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp);
  return spec.startingDeadlineSeconds === undefined ? last : Math.max(last, now - spec.startingDeadlineSeconds * 1000);
}

function nameOf(cron: CronJob, time: number): string {
  return `${cron.metadata.name}-${Math.floor(time / minute)}`;
}

function reference(job: Job): Active[number] {
  const { namespace = '', name, uid, resourceVersion } = job.metadata;
  return { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
}

/** RFC 3339 with the offset of a zone. */
function zoned(time: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(time).replace(' ', 'T');
  const offset = Math.round((Date.parse(`${parts}Z`) - time) / minute);
  if (offset === 0) return `${parts}Z`;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${parts}${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}
