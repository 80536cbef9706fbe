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
export function headline({ awake, pods, failingJobs, cronJobs, finishedJobs }: ContextGlance): string {
  if (!awake) return 'Asleep: it wakes with your next command.';
  const parts = [
    podsLine(pods),
    failingJobs.length > 0 ? `${counted(failingJobs.length, 'job')} failed.` : '',
    cronJobs > 0 ? `${counted(cronJobs, 'CronJob')} on schedule.` : '',
    pods.all === 0 && finishedJobs > 0 ? `${counted(finishedJobs, 'job')} finished.` : '',
  ];
  const said = parts.filter((part) => part !== '').join(' ');
  return said === '' ? 'Nothing runs here yet.' : said;
}

function podsLine({ ready, all }: ContextGlance['pods']): string {
  if (all === 0) return '';
  if (ready < all) return `${ready} of ${counted(all, 'pod')} ready.`;
  return all === 1 ? 'Its one pod is ready.' : `All ${all} pods are ready.`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
