/** One line of output as a terminal holds it: what is printed goes where the cursor stands, over what stood there. Pure. */
import { append, type Look, type Piece, plain } from './snapshot.ts';

interface Cell {
  text: string;
  look: Look;
}

const tabStop = 8;
/** A longer line is given out in parts: four times what the widest terminal holds, and little to move about. */
export const longestLine = 4096;

export class Line {
  /** columns of the terminal: the cursor is moved no further than these, or than the line is long */
  readonly #width: number;
  /** nearly every line is printed once from left to right: only one that is printed over is held by cells */
  #pieces: Piece[] = [];
  #cells: Cell[] | null = null;
  #length = 0;
  /** where the next character goes */
  column = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get length(): number {
    return this.#length;
  }

  /** Takes text; puts it at the cursor. */
  put(text: string, look: Look): void {
    if (this.#cells === null && this.column === this.#length) {
      append(this.#pieces, text, look);
      this.#length += lengthOf(text);
      this.column = this.#length;
      return;
    }
    const cells = this.#held();
    this.#fill(this.column);
    for (const character of text) {
      cells[this.column] = { text: character, look };
      this.column += 1;
    }
    this.#length = cells.length;
  }

  /** Takes columns to the right, or to the left when negative; stays within the terminal. */
  move(columns: number): void {
    this.column = Math.max(0, Math.min(Math.max(this.#width, this.#length), this.column + columns));
  }

  tab(): void {
    this.move(tabStop - (this.column % tabStop));
  }

  /** Takes what a terminal's erase takes: 0 from the cursor on, 1 up to and with it, 2 all. */
  erase(what: number): void {
    const cells = this.#held();
    if (what === 2) cells.length = 0;
    else if (what === 0) cells.length = Math.min(cells.length, this.column);
    else for (let at = 0; at < Math.min(cells.length, this.column + 1); at += 1) cells[at] = blank;
    this.#length = cells.length;
  }

  /** Takes how many characters; takes them out at the cursor, what follows moves there. */
  cut(count: number): void {
    this.#held().splice(this.column, count);
    this.#length = this.#held().length;
  }

  /** Takes how many; puts blanks in before the cursor's character, what reaches over the edge is gone. */
  insert(count: number): void {
    const cells = this.#held();
    const most = Math.max(this.#width, cells.length);
    this.#fill(this.column);
    cells.splice(this.column, 0, ...Array.from({ length: Math.min(count, this.#width) }, () => blank));
    cells.length = Math.min(cells.length, most);
    this.#length = cells.length;
  }

  /** Takes how many; makes them blank, the cursor stays. */
  blank(count: number): void {
    const cells = this.#held();
    for (let at = this.column; at < Math.min(cells.length, this.column + count); at += 1) cells[at] = blank;
  }

  /** Gives what is in it, and empties it; the cursor stays where it is. */
  take(): Piece[] {
    const pieces = this.#pieces;
    for (const { text, look } of this.#cells ?? []) append(pieces, text, look);
    this.#pieces = [];
    this.#cells = null;
    this.#length = 0;
    return pieces;
  }

  #held(): Cell[] {
    this.#cells ??= this.#pieces.flatMap(({ text, ...look }) => [...text].map((character) => ({ text: character, look })));
    this.#pieces = [];
    return this.#cells;
  }

  #fill(columns: number): void {
    const cells = this.#held();
    while (cells.length < columns) cells.push(blank);
  }
}

const blank: Cell = { text: ' ', look: plain };

/** Wide and combining characters count as one here: only what is printed over could stand a column off. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at += 1) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) length -= 1;
  return length;
}
