/**
 * The server's own record: JSON lines in a hash chain. A record is written before the act it tells of, and when it cannot
 * be written the act does not happen. What matters outside practice is on the disk before the act, too (durable.ts).
 */
import { type ChainFile, openChainFile } from '../chain-file.ts';
import type { ChainHead } from '../../common/chain.ts';
import { HandrailError } from '../../common/errors.ts';
import type { Clock } from '../clock.ts';
import { isDurable } from './durable.ts';
import type { AuditEvent } from './event.ts';

export interface Audit {
  /** Takes an event; writes it. Throws `audit-failed` when it cannot be written: then do not act. */
  write(event: AuditEvent): void;
  /** Where the chain stands. */
  head(): ChainHead;
  /** Settles with where it stands now once the disk has all of that. Throws when the disk refuses. */
  durable(): Promise<ChainHead>;
  close(): void;
}

/**
 * Takes the path and the clock; gives the record, going on where it ended. A line that a crash left unfinished is cut off,
 * and records that are known to have been here and are not are told: both are recorded.
 * Throws `audit-failed` when it cannot be opened, or its last whole line is no record.
 */
export function openAudit(path: string, clock: Clock): Audit {
  const chain = guarded(() => openChainFile(path, () => clock.now()));
  const write = (event: AuditEvent): void => {
    guarded(() => {
      chain.add(event);
      if (isDurable(event)) chain.sync();
    });
  };
  tellOfDamage(chain, write);
  const durable = async () => {
    const { head } = chain;
    await chain.durable();
    return head;
  };
  return { write, head: () => chain.head, durable, close: () => { chain.close(); } };
}

function tellOfDamage({ missing, cut, head }: ChainFile, write: (event: AuditEvent) => void): void {
  if (missing !== null) write({ kind: 'record-short', known: missing, found: head });
  if (cut > 0) write({ kind: 'record-mended', cut });
}

function guarded<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    throw new HandrailError('audit-failed', { why: (cause as Error).message });
  }
}
