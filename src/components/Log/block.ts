/** Rows as they came from the server, each read as text only when it is to be seen. Pure. */
import { mostRows, type Part } from '../../../common/log/part.ts';
import { readRow, type RowPiece } from '../../../common/log/row.ts';
import { type Carry, carryAfter, unpackCarry } from '../../../common/log/sequence.ts';

/** A row to be drawn. */
export interface LogRow {
  readonly row: number;
  /** counted from 1; null while lines are not counted */
  readonly line: number | null;
  /** whether it goes on the line of the row before */
  readonly continues: boolean;
  readonly pieces: readonly RowPiece[];
}

const newline = 10;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export class Block {
  readonly #part: Part;
  readonly #rows: (LogRow | undefined)[] = [];
  /** offset in bytes, line and whether it continues, of each row */
  readonly #places: { at: number; line: number | null; continues: boolean }[] = [];
  readonly #carries: Carry[];

  constructor(part: Part) {
    this.#part = part;
    this.#carries = [unpackCarry(part.carry)];
    let { line, continues } = part;
    let at = 0;
    for (const length of part.lengths) {
      this.#places.push({ at, line, continues });
      at += length;
      continues = part.bytes[at - 1] !== newline;
      if (!continues && line !== null) line += 1;
    }
  }

  /** what it keeps, in bytes */
  get size(): number {
    return this.#part.bytes.length;
  }

  /** Takes where the output ends now, in bytes; tells whether this may be other than it was. */
  isStale(end: number): boolean {
    const { from, lengths, rows } = this.#part;
    const isLast = lengths.length < mostRows || rows === null || from + lengths.length >= rows;
    return isLast && this.#part.end < end;
  }

  /** Takes a row's number; gives the row, or null when it is not in here. */
  row(row: number): LogRow | null {
    const place = row - this.#part.from;
    const known = this.#rows[place];
    if (known !== undefined) return known;
    const where = this.#places[place];
    if (where === undefined) return null;
    const { pieces } = readRow(this.#text(place), this.#carry(place));
    const read = { row, line: where.line, continues: where.continues, pieces };
    this.#rows[place] = read;
    return read;
  }

  #text(place: number): string {
    const at = this.#places[place]?.at ?? 0;
    return decoder.decode(this.#part.bytes.subarray(at, at + (this.#part.lengths[place] ?? 0)));
  }

  #carry(place: number): Carry {
    for (let at = this.#carries.length; at <= place; at += 1) {
      const before = this.#carries[at - 1];
      if (before !== undefined) this.#carries.push(carryAfter(before, this.#text(at - 1)));
    }
    return this.#carries[place] ?? unpackCarry('');
  }
}
