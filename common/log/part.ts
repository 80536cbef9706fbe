/**
 * A part of a long output on its way from the runner to the page: one line of JSON that says what it is, then the bytes of
 * its rows as they were printed. A row is a line or, where a line is long, a piece of it. Pure.
 */
import type { RunState } from '../run-state.ts';

/** A row holds at most this many bytes, its end of line apart; a longer line goes on in the next row. */
export const mostRowBytes = 4_096;
/** Rows in one part. */
export const mostRows = 128;
/** Text to search for, in UTF-16 units. */
export const mostWanted = 200;

export interface PartHead {
  /** number of the first row here, counted from 0; where rows are not counted yet, 0 is the first that is here */
  from: number;
  /** line of that row, counted from 1; null while they are not counted */
  line: number | null;
  /** whether that row goes on a line that began in the row before */
  continues: boolean;
  /** the byte of the output it begins at */
  offset: number;
  /** bytes of each row, its end of line included */
  lengths: number[];
  /** what the row before left to it (`sequence.ts`) */
  carry: string;
  /** rows and lines there are; null while they are not all counted */
  rows: number | null;
  lines: number | null;
  /** bytes whose lines have been counted, of so many */
  counted: number;
  end: number;
  state: RunState;
}

export interface Part extends PartHead {
  bytes: Uint8Array;
}

/** What a search found in one go. */
export interface Found {
  /** rows that hold it, in the order of the search, with the line (counted from 1) each belongs to */
  rows: { row: number; line: number }[];
  /** where to go on: a row; null when all has been searched */
  next: number | null;
  /** rows there are; null while they are not all counted, and nothing was searched */
  total: number | null;
  /** bytes whose lines have been counted, of so many */
  counted: number;
  end: number;
}

const newline = 10;

/** Takes a part; gives its encoding. */
export function encodePart({ bytes, ...head }: Part): Uint8Array {
  const line = new TextEncoder().encode(`${JSON.stringify(head)}\n`);
  const encoded = new Uint8Array(line.length + bytes.length);
  encoded.set(line);
  encoded.set(bytes, line.length);
  return encoded;
}

/** Takes an encoding; gives the part (its bytes are a view, not a copy). Throws when it is none. */
export function decodePart(encoded: Uint8Array): Part {
  const at = encoded.indexOf(newline);
  const head = JSON.parse(new TextDecoder().decode(encoded.subarray(0, Math.max(0, at)))) as PartHead;
  return { ...head, bytes: encoded.subarray(at + 1) };
}
