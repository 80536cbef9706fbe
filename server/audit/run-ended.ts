/** How the end of a run is recorded: what it was, what it printed, and where the record of its runner stood. */
import type { Run } from '../../common/run.ts';
import { endDigest } from '../../common/run-digest.ts';
import type { AuditEvent } from './event.ts';

/** Takes a run that has ended; gives the event. Of a run that was lost nobody knows what its recording should be. */
export function runEnded(run: Run): AuditEvent {
  const { id, person, environment, state, exitStatus, asExpected, end, recording = null, chain = null } = run;
  return {
    kind: 'run-ended', run: id, person, environment, state, exitStatus, asExpected, end, recording,
    ...(recording !== null && { kept: endDigest(run) }), runner: chain,
  };
}
