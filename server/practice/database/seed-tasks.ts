/**
 * The history that a new world's scheduler tables hold: what the CronJobs of production have done in the last days, with the
 * few failures there always are. Healthy: nothing is left running, and what failed waits for its retry. Pure.
 */
import type { Instrument, Task } from './schema.ts';

/** All times here are unix seconds. */
const minute = 60;
const hour = 60 * minute;
const chunk = 5 * minute;
/** Longer than the 72 hours after which failed tasks are stale, so that there are some of those. */
const days = 84 * hour;
const repository = 's3://embargo@rubin-summit-users/butler.yaml';

interface Failure {
  /** hours before now, in which the chunk begins */
  hoursAgo: number;
  status: 'failed' | 'stale' | 'completed';
  retries: number;
  /** hours before now of the last try */
  triedHoursAgo: number;
  error: string;
}

const errors = {
  timeout: 'ReadTimeout: HTTPSConnectionPool(host=\'usdf-rsp.slac.stanford.edu\', port=443): Read timed out. (read timeout=60)',
  unavailable: 'InfluxDBServerError: 503 from https://usdf-rsp.slac.stanford.edu/influxdb-enterprise-data: service unavailable',
  closed: 'OperationalError: (psycopg2.OperationalError) server closed the connection unexpectedly',
};

/** Waits between tries are 1, 2.8 and 7.84 hours: what failed is within them, so that it is nobody's turn yet. */
const failures: Readonly<Record<'latiss' | 'lsstcam', readonly Failure[]>> = {
  latiss: [
    { hoursAgo: 80, status: 'stale', retries: 3, triedHoursAgo: 66, error: errors.closed },
    { hoursAgo: 30, status: 'completed', retries: 1, triedHoursAgo: 28.9, error: '' },
    { hoursAgo: 8.5, status: 'failed', retries: 2, triedHoursAgo: 4.2, error: errors.timeout },
  ],
  lsstcam: [
    { hoursAgo: 79, status: 'stale', retries: 3, triedHoursAgo: 65, error: errors.unavailable },
    { hoursAgo: 78.5, status: 'stale', retries: 3, triedHoursAgo: 65, error: errors.unavailable },
    { hoursAgo: 41, status: 'failed', retries: 3, triedHoursAgo: 28.4, error: errors.timeout },
    { hoursAgo: 26, status: 'completed', retries: 2, triedHoursAgo: 20.8, error: '' },
    { hoursAgo: 3.4, status: 'failed', retries: 1, triedHoursAgo: 1.6, error: errors.closed },
    { hoursAgo: 0.5, status: 'failed', retries: 0, triedHoursAgo: 0.4, error: errors.unavailable },
  ],
};

/** Takes the time, unix seconds; gives the tasks of each instrument, oldest first. */
export function seedTasks(now: number): Record<Instrument, Task[]> {
  return { latiss: continuous('latiss', now), lsstcam: continuous('lsstcam', now), lsstcomcam: historical(now) };
}

/** Every chunk up to the last whole one, each processed when the CronJob came to it. */
function continuous(instrument: 'latiss' | 'lsstcam', now: number): Task[] {
  const end = Math.floor(now / chunk) * chunk;
  const failed = new Map(failures[instrument].map((failure) => [Math.floor((now - failure.hoursAgo * hour) / chunk) * chunk, failure]));
  return Array.from({ length: days / chunk }, (_, index) => {
    const start = end - days + index * chunk;
    const done = completed(instrument, start, start + chunk + 20);
    const failure = failed.get(start);
    return failure === undefined ? done : withFailure(done, failure, now);
  });
}

function completed(instrument: Instrument, start: number, processed: number): Task {
  return {
    start_time: start, end_time: start + chunk, timewindow: 1, status: 'completed',
    process_start_time: processed, process_end_time: processed + 4, process_exec_time: 4,
    ...observed(instrument, start), retries: 0, error: null, butler_repo: repository, created_at: processed - 2,
  };
}

function withFailure(task: Task, { status, retries, triedHoursAgo, error }: Failure, now: number): Task {
  const tried = Math.round(now - triedHoursAgo * hour);
  const times = { process_start_time: tried - 61, process_end_time: tried, process_exec_time: 61 };
  return status === 'completed' ? { ...task, ...times, retries } : { ...task, ...times, status, retries, error, exposures: 0, visits1: 0 };
}

/** LSSTComCam left the telescope in 2024: what there is was processed by a Job, long ago. */
function historical(now: number): Task[] {
  const start = Date.UTC(2024, 10, 16) / 1000;
  const begun = now - 60 * 24 * hour;
  return Array.from({ length: 6 * hour / chunk }, (_, index) => ({ ...completed('lsstcomcam', start + index * chunk, begun + index * 4), created_at: begun }));
}

/** Seconds between exposures; night on Cerro Pachón is 23:30 to 09:30 UTC, calibrations are taken from 20:00 to 22:00. */
const cadence = { latiss: 75, lsstcam: 38, lsstcomcam: 45 } as const;

/** What the image's program counts too (`observed` in its arithmetic.sh), with a minute before and after. Takes unix seconds. */
export function observed(instrument: Instrument, start: number): Pick<Task, 'exposures' | 'visits1'> {
  const [from, until] = [start - 60, start + chunk + 60];
  const time = from % 86_400;
  const exposures = Math.floor(until / cadence[instrument]) - Math.floor(from / cadence[instrument]);
  if (time >= 84_600 || time < 34_200) return { exposures, visits1: exposures - Math.floor(exposures / 12) };
  return { exposures: time >= 72_000 && time < 79_200 ? exposures : 0, visits1: 0 };
}
