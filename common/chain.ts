/**
 * The hash chain of audit records. Each record carries the hash of the one before it, so a record that is changed, left
 * out, moved or repeated breaks the chain at its place. Purely: time comes in with the record.
 */
import { digestOf } from './catalog/digest.ts';

/** What the first record names as the one before it. */
export const firstHash = '0'.repeat(64);

export interface ChainRecord<Event> {
  /** counts from 1 */
  seq: number;
  /** Unix milliseconds */
  at: number;
  /** hash of the record before */
  previous: string;
  event: Event;
  /** SHA-256 over the rest, in canonical JSON */
  hash: string;
}

/** Where a chain stands: what the next record needs to know. */
export interface ChainHead {
  seq: number;
  hash: string;
}

/** Where the chain of one generation of runners stood. */
export interface ChainAnchor extends ChainHead {
  generation: number;
}

export const chainStart: ChainHead = Object.freeze({ seq: 0, hash: firstHash });

/** Takes where the chain stands, the time, an event, and what else than our own code makes the digest; gives the next record. */
export function nextRecord<Event>(head: ChainHead, at: number, event: Event, digest = digestOf): ChainRecord<Event> {
  const body = { seq: head.seq + 1, at, previous: head.hash, event };
  return { ...body, hash: digest(body) };
}

/** Takes where the chain stands and the record that follows; gives null when it fits, else what is wrong with it. */
export function faultOf(head: ChainHead, record: ChainRecord<unknown>, digest = digestOf): string | null {
  const { hash, ...body } = record;
  if (record.seq !== head.seq + 1) return `record ${record.seq} stands where ${head.seq + 1} should`;
  if (record.previous !== head.hash) return `record ${record.seq} does not follow the one before it`;
  if (digest(body) !== hash) return `record ${record.seq} was changed after it was written`;
  return null;
}
