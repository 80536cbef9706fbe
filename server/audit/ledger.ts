/**
 * A chain that is walked through once, line by line in bounded memory, and proved on the way. What was proved can then be
 * asked for by its number: where lines begin is remembered every 64 KiB only.
 */
import { type ChainHead, type ChainRecord, chainStart, faultOf } from '../../common/chain.ts';
import { fastDigest } from '../chain-file.ts';
import { longestLine, readLine } from './chain-line.ts';
import type { Source } from './source.ts';

export type AuditRecord = ChainRecord<Readonly<Record<string, unknown>>>;

export interface Fault {
  /** counts from 1 */
  line: number;
  why: string;
}

interface Mark {
  offset: number;
  seq: number;
}

const markEvery = 64 * 1024;
const readAtOnce = 1024 * 1024;
/** Blocks between two marks that are kept once they were asked for: what is asked for lies close together. */
const keptBlocks = 8;
/** How often it is looked whether a last line gets its end. */
const mostLooks = 5;
const lineFeed = 10;

export class Ledger {
  readonly #source: Source;
  readonly #marks: Mark[] = [];
  readonly #blocks = new Map<number, AuditRecord[]>();
  #offset = 0;
  #head: ChainHead = chainStart;
  #latest = Number.NEGATIVE_INFINITY;
  #wentBack = 0;
  #fault: Fault | null = null;

  readonly #pause: () => void;

  /** Takes the bytes, and what waits a moment: a line that is just being written is whole soon. */
  constructor(source: Source, pause: () => void = () => undefined) {
    this.#source = source;
    this.#pause = pause;
  }

  /** The end of what was proved. */
  get head(): ChainHead { return this.#head; }
  /** The first line that does not hold; null while all do. */
  get fault(): Fault | null { return this.#fault; }
  /** Records whose time is earlier than that of one before: the clock was set back. */
  get wentBack(): number { return this.#wentBack; }

  /** Walks on to the end there is now, or to an offset; tells of each record that holds. Ends at the first fault. */
  walk(onRecord: (record: AuditRecord) => void = () => undefined, until = this.#source.size()): void {
    this.#blocks.clear();
    while (this.#fault === null && this.#offset < until) {
      const chunk = this.#chunk(until);
      let from = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0 && this.#fault === null; end = chunk.indexOf(lineFeed, from)) {
        this.#take(chunk.subarray(from, end), onRecord);
        from = end + 1;
      }
    }
  }

  /** Takes a number that was walked past; gives the record. Null when there is none, or it was not proved. */
  at(seq: number): AuditRecord | null {
    if (seq < 1 || seq > this.#head.seq) return null;
    let low = 0;
    for (let high = this.#marks.length - 1; low < high;) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#marks[middle]?.seq ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    return this.#block(low)[seq - (this.#marks[low]?.seq ?? 0)] ?? null;
  }

  /** Takes a head from elsewhere; gives null when this chain holds it, else what is wrong. Walks on when the chain has grown. */
  against({ seq, hash }: ChainHead): string | null {
    if (seq > this.#head.seq) this.walk();
    if (seq === 0 && hash === chainStart.hash) return null;
    if (this.#fault !== null && seq > this.#head.seq) return `record ${seq} stands behind line ${this.#fault.line}, which does not hold`;
    if (seq > this.#head.seq) return `there was a record ${seq}, and it ends at ${this.#head.seq}: its tail was cut off`;
    return this.at(seq)?.hash === hash ? null : `record ${seq} is another than the one that was known there`;
  }

  close(): void {
    this.#source.close();
  }

  /** Whole lines from where we are: as much as is read at once, or one long line. Notes a fault when there is none. */
  #chunk(until: number): Buffer {
    let end = until;
    let looks = 0;
    for (let most = readAtOnce; most <= 2 * longestLine;) {
      const chunk = this.#source.read(this.#offset, Math.min(most, end - this.#offset));
      if (chunk.includes(lineFeed)) return chunk;
      if (chunk.length === most) most *= 2;
      else if (looks++ < mostLooks) {
        this.#pause();
        end = this.#source.size();
      } else return this.#unread('the last line is not finished');
    }
    return this.#unread('the line is too long to be a record');
  }

  #unread(why: string): Buffer {
    this.#fault = { line: this.#head.seq + 1, why };
    return Buffer.alloc(0);
  }

  #take(line: Buffer, onRecord: (record: AuditRecord) => void): void {
    const record = readLine(line);
    const why = record === null ? 'this is not a record' : faultOf(this.#head, record, fastDigest);
    if (record === null || why !== null) {
      this.#fault = { line: this.#head.seq + 1, why: why ?? '' };
      return;
    }
    if (this.#offset - (this.#marks.at(-1)?.offset ?? Number.NEGATIVE_INFINITY) >= markEvery) this.#marks.push({ offset: this.#offset, seq: record.seq });
    if (record.at < this.#latest) this.#wentBack += 1;
    else this.#latest = record.at;
    this.#head = { seq: record.seq, hash: record.hash };
    this.#offset += line.length + 1;
    onRecord(record);
  }

  #block(mark: number): AuditRecord[] {
    const known = this.#blocks.get(mark);
    if (known !== undefined) return known;
    const { offset } = this.#marks[mark] ?? { offset: 0 };
    const bytes = this.#source.read(offset, (this.#marks[mark + 1]?.offset ?? this.#offset) - offset);
    // Read a second time: what was proved a moment ago is proved by its hash once more by whoever asks.
    const records = bytes.toString().split('\n').slice(0, -1).map((line) => readLine(Buffer.from(line))).filter((record) => record !== null);
    if (this.#blocks.size >= keptBlocks) this.#blocks.delete(this.#blocks.keys().next().value ?? 0);
    this.#blocks.set(mark, records);
    return records;
  }
}
