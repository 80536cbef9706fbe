/**
 * Looks for plain text in an output, row by row, as a person would see it: control sequences are no part of it, what was
 * written over is not there any more, and a word that a long line's pieces divide is found where it begins. Most of an
 * output is passed by at once, a stretch between two marks at a time; only a stretch that may hold the text is read by rows.
 * It runs in steps, so that whoever drives it can do other things between them.
 */
import { finder, fold } from '../../../common/log/find.ts';
import { mostRowBytes } from '../../../common/log/part.ts';
import { readRow, rowText } from '../../../common/log/row.ts';
import { type Carry, skipString, unpackCarry, withoutSequences } from '../../../common/log/sequence.ts';
import { type LineIndex, type Mark, rowEnd } from './line-index.ts';

export interface Wanted {
  text: string;
  /** whether capitals matter */
  capitals: boolean;
  /** the first row to look at; from there on down, or up to the beginning */
  from: number;
  back: boolean;
  /** rows to find at most */
  most: number;
}

export interface Progress {
  rows: { row: number; line: number }[];
  /** the row to go on with; null when all has been looked at */
  next: number | null;
}

/** Where a search can be left and gone on with. */
export type Step = 'within' | 'between';

const newline = 10;
/** Bytes read by rows in one step. */
const stepBytes = 8 * 1024;
/** What makes text look other than it is written, sequences that only colour it apart. */
const changing = /[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\r*(?:\n|$))|\x1b\[[\x20-\x3f]*[CDGK]/;

/**
 * Takes an index, the end of what it covers and what comes after it (the last line, not ended yet), how to read the output
 * and what is wanted. Each step works for a few milliseconds at most; after one that is `between`, `progress` stands for
 * all there has been.
 */
export function* search(index: LineIndex, end: number, read: (from: number, to: number) => Buffer, wanted: Wanted, progress: Progress): Generator<Step> {
  const find = finder(wanted.text, wanted.capitals);
  let mark: Mark | null = index.before(wanted.from);
  progress.next = wanted.from;
  while (mark !== null) {
    const begin: Mark = mark;
    const after = index.after(begin);
    const isLast = after === index.next;
    const bytes = read(begin.offset, isLast ? end : after.offset + (after.continues ? mostRowBytes + 2 : 0));
    const stretch: Stretch = { begin, bytes, length: isLast ? bytes.length : after.offset - begin.offset };
    const found: Progress['rows'] = [];
    if (mayHold(stretch, wanted)) yield* searchRows(stretch, wanted, find, found);
    if (wanted.back) found.reverse();
    if (take(found, wanted, progress)) return;
    mark = wanted.back ? before(index, begin) : isLast ? null : after;
    progress.next = mark === null ? null : wanted.back ? begin.row - 1 : after.row;
    yield 'between';
  }
}

/** Takes what a stretch held; keeps as much as is wanted. Tells whether that is all that is wanted. */
function take(found: Progress['rows'], { most, back }: Wanted, progress: Progress): boolean {
  progress.rows.push(...found.slice(0, most - progress.rows.length));
  if (progress.rows.length < most) return false;
  const last = progress.rows.at(-1)?.row ?? 0;
  progress.next = back ? (last === 0 ? null : last - 1) : last + 1;
  return true;
}

function before(index: LineIndex, mark: Mark): Mark | null {
  return mark.row === 0 ? null : index.before(mark.row - 1);
}

/** Rows between two marks. */
interface Stretch {
  begin: Mark;
  /** its rows, and the first of the next stretch when that goes on a line of this one */
  bytes: Buffer;
  /** of its rows, in bytes */
  length: number;
}

function mayHold({ begin, bytes }: Stretch, { text, capitals }: Wanted): boolean {
  const raw = bytes.toString('utf8');
  if (changing.test(raw) || (text.includes(' ') && raw.includes('\t'))) return true;
  const seen = withoutSequences(raw.slice(skipString(raw, unpackCarry(begin.carry).inString).end));
  return capitals ? seen.includes(text) : fold(seen).includes(fold(text));
}

function* searchRows({ begin, bytes, length }: Stretch, { text, from, back }: Wanted, find: ReturnType<typeof finder>, found: Progress['rows']): Generator<Step> {
  let { row, line } = begin;
  let pause = stepBytes;
  let seen: Seen | null = readAt(bytes, 0, unpackCarry(begin.carry));
  for (let at = 0; at < length && seen !== null; row += 1) {
    const here: Seen = seen;
    seen = here.end < bytes.length ? readAt(bytes, here.end, here.carry) : null;
    // A piece is read with the beginning of the next, for what stands across both.
    const whole = here.isPiece && seen !== null ? here.text + seen.text.slice(0, text.length - 1) : here.text;
    const isWanted = back ? row <= from : row >= from;
    if (isWanted && find(whole).some(([place]) => place < here.text.length)) found.push({ row, line: line + 1 });
    if (!here.isPiece) line += 1;
    at = here.end;
    if (at < pause) continue;
    pause = at + stepBytes;
    yield 'within';
  }
}

interface Seen {
  text: string;
  /** where the next row begins */
  end: number;
  /** whether the line goes on in the next row */
  isPiece: boolean;
  carry: Carry;
}

function readAt(bytes: Buffer, at: number, carry: Carry): Seen {
  const found = rowEnd(bytes, at);
  const end = found === -1 ? bytes.length : found;
  const row = readRow(bytes.toString('utf8', at, end), carry);
  return { text: rowText(row.pieces), end, isPiece: bytes[end - 1] !== newline, carry: row.carry };
}
