/** What is said of a cluster in one line, and which of its complaints are shown. Pure. */
import type { Complaint, ContextGlance } from '../../../common/practice.ts';

/** More would push what matters off the screen; kubectl shows the rest. */
const most = 4;

/** Takes a cluster; gives the complaints worth showing: what is wrong now first, and each object once. */
export function complaintsOf({ podsNotReady, failingJobs, warnings }: ContextGlance): Complaint[] {
  const seen = new Set<string>();
  const all = [...podsNotReady, ...failingJobs, ...warnings].filter(({ namespace, object }) => {
    const key = `${namespace}/${object}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return all.slice(0, most);
}

/** Takes a cluster; gives how it is, in one line. */
export function headline({ awake, pods, podsNotReady, failingJobs }: ContextGlance): string {
  if (!awake) return 'Asleep: it wakes with your next command.';
  if (pods.all === 0) return 'Nothing runs here yet.';
  const parts = [pods.ready === pods.all ? `All ${pods.all} pods are ready.` : `${pods.ready} of ${pods.all} pods are ready.`];
  if (podsNotReady.length === 0 && failingJobs.length > 0) parts.push(failingJobs.length === 1 ? 'A job has failed.' : `${failingJobs.length} jobs have failed.`);
  return parts.join(' ');
}
