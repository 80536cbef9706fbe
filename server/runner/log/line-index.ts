/**
 * Where the lines of an output begin: a mark every 64 KiB, from which the rows between are counted again when they are
 * wanted. It is made from the output alone, in pieces of any size, and grows as the output grows; a whole one of the
 * largest output a run may have (4 GiB) is some 65,000 marks. Pure.
 */
import { mostRowBytes } from '../../../common/log/part.ts';
import { type Carry, carryAfter, noCarry, packCarry, unpackCarry } from '../../../common/log/sequence.ts';

/** Bytes from one mark to the next. By lines as well would make an output of empty lines cost more than it is worth. */
const markEvery = 64 * 1024;
/** A piece of a line does not end inside a control sequence that began so many bytes before. */
const longestSequence = 64;

const newline = 10;
const escape = 27;

/** A place where a row begins. */
export interface Mark {
  /** in bytes */
  offset: number;
  /** counted from 0 */
  row: number;
  /** line it belongs to, counted from 0 */
  line: number;
  /** whether it goes on a line that began before */
  continues: boolean;
  /** what the rows before it leave to it, packed */
  carry: string;
}

const beginning: Mark = { offset: 0, row: 0, line: 0, continues: false, carry: '' };

/**
 * Takes bytes and where in them a row begins; gives where it ends (its end of line included), or -1 when the bytes do not
 * tell yet. It depends on nothing but the bytes from the row's beginning on.
 */
export function rowEnd(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(newline, at);
  // One byte more than a row holds: the carriage return before a newline makes no row of its own.
  if (end !== -1 && end - at <= mostRowBytes + 1) return end + 1;
  if (bytes.length - at <= mostRowBytes + 1) return -1;
  return pieceEnd(bytes, at);
}

/** A piece of a long line ends between characters and between sequences. */
function pieceEnd(bytes: Buffer, at: number): number {
  let end = at + mostRowBytes;
  for (let back = 0; back < 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80; back += 1) end -= 1;
  const begun = bytes.lastIndexOf(escape, end - 1);
  if (begun > at && begun >= end - longestSequence && !isWhole(bytes.toString('latin1', begun, end))) return begun;
  return end;
}

/** Tells whether the control sequence that text begins with ends in it; other sequences may be cut. */
function isWhole(text: string): boolean {
  return !/^\x1b(?:\[[\x20-\x3f]*)?$/.test(text);
}

export class LineIndex {
  readonly #marks: Mark[] = [beginning];
  /** where the next row begins */
  #next: Mark = beginning;
  #carry: Carry = noCarry;
  #seen = 0;

  /** the end of what it has been given, in bytes of the output; after `next` that is the beginning of a row */
  get seen(): number {
    return this.#seen;
  }

  /** where the first row begins that is not counted yet */
  get next(): Mark {
    return this.#next;
  }

  /** marks it holds: what it costs */
  get size(): number {
    return this.#marks.length;
  }

  /** Takes the bytes that follow `next.offset`; counts the rows that end in them. Gives how many bytes those are. */
  take(bytes: Buffer): number {
    let { row, line, continues } = this.#next;
    const { offset } = this.#next;
    this.#seen = offset + bytes.length;
    let at = 0;
    let carried = 0;
    let due = (this.#marks.at(-1)?.offset ?? 0) + markEvery - offset;
    const carryTo = (end: number) => {
      if (this.#carry.inString || bytes.subarray(carried, end).includes(escape)) this.#carry = carryAfter(this.#carry, bytes.toString('latin1', carried, end));
      carried = end;
    };
    for (let end = rowEnd(bytes, at); end !== -1 && at < bytes.length; end = rowEnd(bytes, at)) {
      continues = bytes[end - 1] !== newline;
      if (!continues) line += 1;
      row += 1;
      at = end;
      if (at < due) continue;
      carryTo(at);
      this.#marks.push({ offset: offset + at, row, line, continues, carry: packCarry(this.#carry) });
      due = at + markEvery;
    }
    carryTo(at);
    this.#next = { offset: offset + at, row, line, continues, carry: packCarry(this.#carry) };
    return at;
  }

  /** Takes a row; gives the last mark at or before it. */
  before(row: number): Mark {
    return this.#last((mark) => mark.row <= row);
  }

  /** Takes a line, counted from 0; gives the last mark at or before its first row. */
  beforeLine(line: number): Mark {
    return this.#last((mark) => mark.line < line || (mark.line === line && !mark.continues));
  }

  /** Takes a mark; gives the one after it, or `next` after the last. */
  after(mark: Mark): Mark {
    const at = this.#place(({ row }) => row <= mark.row);
    return this.#marks[at + 1] ?? this.#next;
  }

  #last(fits: (mark: Mark) => boolean): Mark {
    return this.#marks[this.#place(fits)] ?? beginning;
  }

  /** The place of the last mark that fits, all before it fitting too. */
  #place(fits: (mark: Mark) => boolean): number {
    let low = 0;
    let high = this.#marks.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const mark = this.#marks[middle];
      if (mark !== undefined && fits(mark)) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** Takes a mark and the bytes from it on; gives the mark of the first row that fits, or of the last one that the bytes tell of. */
export function stepTo(mark: Mark, bytes: Buffer, there: (row: number, line: number) => boolean): Mark {
  let { row, line, continues } = mark;
  let at = 0;
  for (let end = 0; !there(row, line); at = end) {
    end = rowEnd(bytes, at);
    if (end === -1) break;
    continues = bytes[end - 1] !== newline;
    if (!continues) line += 1;
    row += 1;
  }
  return { offset: mark.offset + at, row, line, continues, carry: packCarry(carryAfter(unpackCarry(mark.carry), bytes.toString('latin1', 0, at))) };
}
