/** What binds the record of a run's end into the audit record. */
import { digestOf } from './catalog/digest.ts';
import type { Run } from './run.ts';

/**
 * Takes a run that has ended; gives the digest of what is kept of it, 64 hexadecimal digits. Left out is what changes when its
 * output grows old: the note, and where its removal stands.
 */
export function endDigest(run: Partial<Run>): string {
  return digestOf({ ...run, note: undefined, outputAt: undefined, outputRemovedAt: undefined, removal: undefined });
}
