/**
 * Long outputs, read by lines: parts of them, and searches. The index of an output is made when somebody first looks at it
 * as a log, for as long as somebody asks; it is kept in memory while it is among those used last, and can always be made
 * again. Every answer is bounded, in bytes and in time: who wants more asks again.
 */
import { HandrailError } from '../../../common/errors.ts';
import type { RunId } from '../../../common/ids.ts';
import type { PartAsk, SearchAsk } from '../../../common/log/ask.ts';
import { encodePart, type Found, mostRowBytes, type Part } from '../../../common/log/part.ts';
import type { Run } from '../../../common/run.ts';
import { LineIndex, type Mark, rowEnd, stepTo } from './line-index.ts';
import { type Progress, search } from './search.ts';
import { Slices } from './slices.ts';

/** Outputs that are read, of runs that may still print. */
export interface LogSource {
  get(id: RunId): Run | null;
  /** Gives bytes of an output, fewer where there are no more. */
  output(id: RunId, from: number, to: number): Uint8Array;
}

/** How long one answer may take, in milliseconds, while lines are being counted and while it searches. */
const patience = { count: 500, search: 120 } as const;
/** Counted in one step, in bytes. */
const stepBytes = 64 * 1024;
/** Shown before lines are counted, in bytes. */
const tailBytes = 64 * 1024;
/** Marks of all indexes together: some 20 MB at most. */
const mostMarks = 200_000;

const newline = 10;

type Rows = Pick<Part, 'from' | 'line' | 'continues' | 'offset' | 'lengths' | 'carry' | 'bytes'>;
const nothing: Rows = { from: 0, line: null, continues: false, offset: 0, lengths: [], carry: '', bytes: new Uint8Array() };

export class LogReader {
  readonly #source: LogSource;
  readonly #slices = new Slices();
  /** the one used last is the last */
  readonly #indexes = new Map<RunId, LineIndex>();

  constructor(source: LogSource) {
    this.#source = source;
  }

  /** Takes a run and what is asked; gives that part, encoded (common/log/part.ts). Throws `unknown-run`. */
  async part(id: RunId, ask: PartAsk): Promise<Uint8Array> {
    const { run, index, end, isCounted } = await this.#count(id, ask.atOnce ? 0 : patience.count);
    const head = { end, counted: isCounted ? end : index.next.offset, state: run.state };
    if (!isCounted) return encodePart({ ...(ask.at === 'tail' ? this.#tail(id, end, ask.rows) : nothing), ...head, rows: null, lines: null });
    const rest = restOf(index, end);
    const total = { rows: index.next.row + rest, lines: index.next.line + (index.next.continues ? 1 : rest) };
    return encodePart({ ...this.#rows(id, index, end, ask, total.rows), ...head, ...total });
  }

  /** Takes a run and what is wanted; searches for a while. Throws `unknown-run`. */
  async search(id: RunId, ask: SearchAsk): Promise<Found> {
    const { index, end, isCounted } = await this.#count(id, patience.count);
    if (!isCounted) return { rows: [], next: ask.from, total: null, counted: index.next.offset, end };
    const progress: Progress = { rows: [], next: ask.from };
    const total = index.next.row + restOf(index, end);
    const steps = search(index, end, (from, to) => this.#read(id, from, Math.min(to, end)), { ...ask, text: ask.wanted }, progress);
    const until = performance.now() + patience.search;
    // A stretch that was begun is read to its end: what it holds counts only then.
    await this.#slices.run(() => {
      const { done, value } = steps.next();
      return done !== true && !(value === 'between' && performance.now() >= until);
    }, Number.POSITIVE_INFINITY);
    return { ...progress, total, counted: end, end };
  }

  /** Counts the lines there are now, as far as that goes in some milliseconds. */
  async #count(id: RunId, ms: number): Promise<{ run: Run; index: LineIndex; end: number; isCounted: boolean }> {
    const run = this.#source.get(id);
    if (run === null) throw new HandrailError('unknown-run', { run: id });
    const index = this.#index(id);
    let { end } = run;
    if (index.seen < end) {
      await this.#slices.run(() => {
        // Somebody else may have come further meanwhile.
        if (index.seen >= end) return false;
        const { offset } = index.next;
        const bytes = this.#read(id, offset, Math.min(end, offset + stepBytes));
        index.take(bytes);
        // Less may be kept than was printed.
        if (bytes.length < Math.min(end - offset, stepBytes)) end = offset + bytes.length;
        return index.seen < end;
      }, performance.now() + ms);
      this.#forgetOldest();
    }
    return { run, index, end, isCounted: index.seen >= end };
  }

  /** The last rows of an output whose lines are not counted yet, numbered from 0. */
  #tail(id: RunId, end: number, most: number): Rows {
    const begin = Math.max(0, end - tailBytes);
    const bytes = this.#read(id, begin, end);
    // What stands before the first end of line is the rest of a line, which tells nothing of where its pieces begin.
    const first = begin === 0 ? 0 : bytes.indexOf(newline) + 1;
    const lengths = lengthsOf(bytes, first, true).slice(-most);
    const kept = sum(lengths);
    return { from: 0, line: null, continues: false, offset: end - kept, lengths, carry: '', bytes: bytes.subarray(bytes.length - kept) };
  }

  #rows(id: RunId, index: LineIndex, end: number, { at, rows }: PartAsk, total: number): Rows {
    const { row: from, line, continues, offset, carry } = this.#find(id, index, end, at === 'tail' ? { row: Math.max(0, total - rows) } : at);
    const bytes = this.#read(id, offset, Math.min(end, offset + rows * (mostRowBytes + 2)));
    const lengths = lengthsOf(bytes, 0, offset + bytes.length >= end).slice(0, rows);
    return { from, line: line + 1, continues, offset, lengths, carry, bytes: bytes.subarray(0, sum(lengths)) };
  }

  #find(id: RunId, index: LineIndex, end: number, at: { row: number } | { line: number }): Mark {
    const mark = 'row' in at ? index.before(at.row) : index.beforeLine(at.line - 1);
    const after = index.after(mark);
    const bytes = this.#read(id, mark.offset, after === index.next ? end : after.offset);
    return stepTo(mark, bytes, (row, line) => ('row' in at ? row >= at.row : line >= at.line - 1));
  }

  #read(id: RunId, from: number, to: number): Buffer {
    const bytes = this.#source.output(id, from, to);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  #index(id: RunId): LineIndex {
    const index = this.#indexes.get(id) ?? new LineIndex();
    this.#indexes.delete(id);
    this.#indexes.set(id, index);
    return index;
  }

  #forgetOldest(): void {
    let marks = 0;
    for (const index of this.#indexes.values()) marks += index.size;
    for (const [id, index] of this.#indexes) {
      if (marks <= mostMarks || this.#indexes.size === 1) return;
      marks -= index.size;
      this.#indexes.delete(id);
    }
  }
}

/** Rows after the last that has ended: one, or none. */
function restOf(index: LineIndex, end: number): number {
  return end > index.next.offset ? 1 : 0;
}

/** Takes bytes, where a row begins in them and whether the output ends with them; gives the bytes of each row. */
function lengthsOf(bytes: Buffer, from: number, isEnd: boolean): number[] {
  const lengths: number[] = [];
  let at = from;
  for (let end = rowEnd(bytes, at); end !== -1 && at < bytes.length; end = rowEnd(bytes, at)) {
    lengths.push(end - at);
    at = end;
  }
  if (isEnd && at < bytes.length) lengths.push(bytes.length - at);
  return lengths;
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}
