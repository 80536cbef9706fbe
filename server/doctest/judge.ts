/** What the end of a run says against it. Pure. */
import type { Run } from '../../common/run.ts';

/** Takes a run that is over and the exit statuses that are healthy; gives why it failed, or null. */
export function faultOfRun(run: Run, exit: readonly number[]): string | null {
  if (run.asExpected === true) return null;
  switch (run.state) {
    case 'exited': return [statusFault(run, exit), run.note].filter((part) => part !== '').join(' ') || 'It did not end as expected.';
    case 'timed-out': return run.note || 'It took longer than it may.';
    case 'stopped': return run.note || 'It was stopped.';
    case 'lost': return run.note || 'It was lost: the process that ran it ended.';
    default: return 'It has not ended.';
  }
}

function statusFault({ exitStatus }: Run, exit: readonly number[]): string {
  if (exitStatus === null || exit.includes(exitStatus)) return '';
  return `It ended with exit status ${exitStatus}; healthy ${exit.length === 1 ? 'is' : 'are'} ${exit.join(', ')}.`;
}
