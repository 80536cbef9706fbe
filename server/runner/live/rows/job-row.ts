/** A job as `kubectl get jobs` tells it. https://kubernetes.io/docs/concepts/workloads/controllers/job/. Pure. */
import type { JobRow, Mark } from '../../../../common/panel.ts';
import { countIn, type Json, listIn, objectIn, textIn, timeIn } from './told.ts';

/** The conditions that say how a job is, the last word first. */
const conditions: Readonly<Record<string, Mark>> = { Complete: 'over', Failed: 'ill', FailureTarget: 'ill', Suspended: 'busy', SuccessCriteriaMet: 'busy' };

/** Takes a job as the API tells it; gives its row. */
export function jobRow(job: Json): JobRow {
  const [metadata, spec, status] = [objectIn(job['metadata']), objectIn(job['spec']), objectIn(job['status'])];
  const held = listIn(status['conditions']).map(objectIn).filter(({ status: is }) => is === 'True');
  const known = Object.keys(conditions).find((type) => held.some((one) => one['type'] === type));
  const isLeaving = timeIn(metadata['deletionTimestamp']) !== null;
  const ended = held.find(({ type }) => type === 'Complete' || type === 'Failed');
  return {
    name: textIn(metadata['name']),
    state: isLeaving ? 'Terminating' : known ?? 'Running',
    mark: isLeaving ? 'busy' : conditions[known ?? ''] ?? (countIn(status['failed']) > 0 ? 'ill' : 'busy'),
    completions: `${countIn(status['succeeded'])}/${'completions' in spec ? countIn(spec['completions']) : 1}`,
    failed: countIn(status['failed']),
    made: timeIn(metadata['creationTimestamp']),
    since: timeIn(status['startTime']),
    ended: timeIn(status['completionTime']) ?? timeIn(ended?.['lastTransitionTime']),
  };
}
