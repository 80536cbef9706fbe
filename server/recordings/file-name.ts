/** What a downloaded recording is called. */
import type { Run } from '../../common/run.ts';

const longest = 100;

/** Takes a run and an ending without dot; gives a name that is safe everywhere: `prompt-redis-ping-20261121-1530.cast`. Times are UTC. */
export function fileName(run: Run, ending: string): string {
  const [date = '', time = ''] = new Date(run.startedAt ?? run.queuedAt).toISOString().split('T');
  const what = `${run.runbook}-${run.step}`.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+/, '').slice(0, longest);
  return `${what || 'run'}-${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}.${ending}`;
}
