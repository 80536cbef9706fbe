/** One line of a record. What is read must be, byte for byte, what would be written: then no change of a byte goes unseen. */
import type { ChainRecord } from '../../common/chain.ts';

/** A line is no longer than this, in bytes: the largest request with every character spelled as six. */
export const longestLine = 2 * 1024 * 1024;

/** Takes a line without its line feed; gives the record it spells, or null when it spells none, or not as we do. */
export function readLine(line: Buffer): ChainRecord<Readonly<Record<string, unknown>>> | null {
  try {
    const record = JSON.parse(line.toString()) as Partial<ChainRecord<Record<string, unknown>>> | null;
    if (typeof record !== 'object' || record === null) return null;
    const { seq, at, previous, event, hash } = record;
    const isRecord = Number.isSafeInteger(seq) && typeof at === 'number' && typeof previous === 'string' && typeof hash === 'string' && typeof event === 'object' && event !== null;
    return isRecord && Buffer.from(JSON.stringify(record)).equals(line) ? record as ChainRecord<Record<string, unknown>> : null;
  } catch {
    return null;
  }
}
