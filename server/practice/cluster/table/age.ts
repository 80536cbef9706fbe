/** The age of an object, as kubectl tells it. */
import { humanDuration } from '../../../../common/human-duration.ts';

/** Takes a time and now; gives the age between, `<unknown>` when there is no time. */
export function age(time: string | null | undefined, now: number): string {
  return time ? humanDuration(now - Date.parse(time)) : '<unknown>';
}
