/** How a run's end becomes the status the CLI ends with. Pure. */
import type { Run } from '../../common/run.ts';
import { ownFailure } from './api.ts';

/** Takes a run that has ended; gives the exit status, and a sentence for stderr where the status alone does not say. */
export function outcomeOf(run: Run): { status: number; say: string } {
  switch (run.state) {
    case 'exited': return { status: run.exitStatus ?? ownFailure, say: run.note };
    case 'stopped': return { status: 130, say: run.note || 'Stopped.' };
    case 'timed-out': return { status: 124, say: run.note || 'Stopped: it took longer than the step may.' };
    default: return { status: ownFailure, say: run.note || 'The run was lost: the process that ran it ended. What it had printed is above.' };
  }
}
