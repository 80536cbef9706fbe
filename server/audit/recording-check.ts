/** Whether a run's recording is what the record says it was: its bytes, when it printed them, and how it ended. */
import { createHash } from 'node:crypto';
import type { ChainAnchor } from '../../common/chain.ts';
import type { Recording, Run } from '../../common/run.ts';
import { endDigest } from '../../common/run-digest.ts';
import type { AuditRecord } from './ledger.ts';
import type { Source } from './source.ts';

/** Where recordings are. */
export interface Recordings {
  /** Takes a run; gives the bytes of what it printed, or of when; null when they are not there. */
  open(run: string, file: 'output' | 'timing'): Source | null;
  /** Takes a run; gives what is kept of how it ended, or null when that is not there or not to be read. */
  end(run: string): Partial<Run> | null;
}

/** `expired`: removed for its age, as a record says. `unfinished`: nobody saw the run's end. `unbound`: older than hashes of recordings. */
export type Standing = 'whole' | 'expired' | 'unfinished' | 'unbound';

/** What `run-ended` says, as far as it is compared with what is kept. */
export interface Ended {
  run: string;
  state: Run['state'];
  recording?: Recording | null;
  kept?: string;
}

const readAtOnce = 1024 * 1024;

/**
 * Takes where recordings are, what gives a proved record of a runner, and the end of a run as recorded; gives how its
 * recording stands. Throws `Broken` where it is not what it was.
 */
export function checkRecording(recordings: Recordings, recordAt: (anchor: ChainAnchor) => AuditRecord | null, ended: Ended): Standing {
  const { run, recording } = ended;
  if (!recording) return ended.state === 'lost' ? 'unfinished' : 'unbound';
  const end = recordings.end(run);
  if (end === null) throw new Broken(`how run ${run} ended is not kept any more, or cannot be read`);
  if (endDigest(end) !== ended.kept) throw new Broken(`what is kept of how run ${run} ended (end.json) is not what was recorded`);
  const isRemoved = wasRemoved(run, end.removal, recordAt);
  for (const [file, name] of [['output', 'what it printed'], ['timing', 'when it printed']] as const) {
    const found = digestIn(recordings.open(run, file));
    if (found === null && isRemoved) return 'expired';
    // A run that never began has no times, and then no file for them.
    if ((found ?? empty) === recording[file]) continue;
    throw new Broken(found === null ? `the recording of run ${run} is not there any more (${name}), and no record says that it was removed`
      : `the recording of run ${run} was changed (${name})`);
  }
  return 'whole';
}

/** What is wrong with a recording, in a sentence. */
export class Broken extends Error {}

const empty = createHash('sha256').digest('hex');

function wasRemoved(run: string, removal: ChainAnchor | undefined, recordAt: (anchor: ChainAnchor) => AuditRecord | null): boolean {
  if (removal === undefined) return false;
  const record = recordAt(removal);
  return record?.hash === removal.hash && record.event.kind === 'output-removed' && record.event.run === run;
}

function digestIn(source: Source | null): string | null {
  if (source === null) return null;
  try {
    const digest = createHash('sha256');
    for (let offset = 0; ;) {
      const bytes = source.read(offset, readAtOnce);
      if (bytes.length === 0) return digest.digest('hex');
      digest.update(bytes);
      offset += bytes.length;
    }
  } finally {
    source.close();
  }
}
