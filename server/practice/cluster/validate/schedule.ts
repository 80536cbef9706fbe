/** When a CronJob's jobs begin (k8s.io/kubernetes/pkg/apis/batch/validation: validateScheduleFormat, validateTimeZone). */
import { ScheduleError, readSchedule } from '../controllers/schedule.ts';
import { type Cause, causes } from '../status.ts';

/** Takes a schedule and its field; gives what is wrong with it. */
export function checkSchedule(schedule: string, field: string): Cause[] {
  if (schedule === '') return [causes.required(field)];
  if (schedule.includes('TZ')) return [causes.invalid(field, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')];
  try {
    readSchedule(schedule);
    return [];
  } catch (error) {
    if (error instanceof ScheduleError) return [causes.invalid(field, schedule, error.message)];
    throw error;
  }
}

/** Takes a CronJob's time zone and its field; gives what is wrong with it. */
export function checkTimeZone(zone: unknown, field: string): Cause[] {
  if (zone === undefined) return [];
  const name = String(zone);
  if (name === '') return [causes.invalid(field, name, 'timeZone must be nil or non-empty string')];
  if (name.toLowerCase() === 'local') return [causes.invalid(field, name, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')];
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return [];
  } catch {
    return [causes.invalid(field, name, `unknown time zone ${name}`)];
  }
}
