/**
 * The server's own record: JSON lines in a hash chain. A record is written before the act it tells of, and when it cannot
 * be written the act does not happen. Written with one synchronous append, so that lines never mix.
 */
import { closeSync, ftruncateSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { type ChainHead, type ChainRecord, chainStart, nextRecord } from '../../common/chain.ts';
import { HandrailError } from '../../common/errors.ts';
import type { Clock } from '../clock.ts';
import type { AuditEvent } from './event.ts';

export interface Audit {
  /** Takes an event; writes it. Throws `audit-failed` when it cannot be written: then do not act. */
  write(event: AuditEvent): void;
  /** Where the chain stands. */
  head(): ChainHead;
  close(): void;
}

const readAtOnce = 64 * 1024;

/**
 * Takes the path and the clock; gives the record, going on where it ended. A line that a crash left unfinished is cut off,
 * and that is recorded. Throws `audit-failed` when it cannot be opened, or its last whole line is no record.
 */
export function openAudit(path: string, clock: Clock): Audit {
  const file = guarded(() => openSync(path, 'a+', 0o600));
  let size = guarded(() => fstatSync(file).size);
  const whole = guarded(() => endOfLastLine(file, size));
  let head = guarded(() => headAt(file, whole));

  const write = (event: AuditEvent): void => {
    const record = nextRecord(head, clock.now(), event);
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    guarded(() => {
      // A line half written (disk full) is taken back, so that the next one does not begin in its middle.
      if (writeSync(file, line) === line.length) return;
      ftruncateSync(file, size);
      throw new Error('the disk is full');
    });
    size += line.length;
    head = record;
  };

  if (whole < size) {
    const cut = size - whole;
    guarded(() => { ftruncateSync(file, whole); });
    size = whole;
    write({ kind: 'record-mended', cut });
  }
  return { write, head: () => ({ seq: head.seq, hash: head.hash }), close: () => { closeSync(file); } };
}

function guarded<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    throw new HandrailError('audit-failed', { why: (cause as Error).message });
  }
}

/** The offset after the last line feed; 0 when there is none. */
function endOfLastLine(file: number, size: number): number {
  const buffer = Buffer.alloc(readAtOnce);
  for (let end = size; end > 0; end -= readAtOnce) {
    const from = Math.max(0, end - readAtOnce);
    const read = readSync(file, buffer, 0, end - from, from);
    const found = buffer.subarray(0, read).lastIndexOf(10);
    if (found >= 0) return from + found + 1;
  }
  return 0;
}

/** Where the chain stands after the line that ends at an offset. */
function headAt(file: number, end: number): ChainHead {
  if (end === 0) return chainStart;
  const from = endOfLastLine(file, end - 1);
  const line = Buffer.alloc(end - from);
  readSync(file, line, 0, line.length, from);
  const record = JSON.parse(line.toString()) as Partial<ChainRecord<unknown>>;
  if (!Number.isSafeInteger(record.seq) || typeof record.hash !== 'string') throw new Error('its last line is not a record');
  return { seq: Number(record.seq), hash: record.hash };
}
