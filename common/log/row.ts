/**
 * One row of output as a person sees it once it has been printed: text in pieces of one look each. Carriage returns,
 * backspaces, tabs and what erases or moves within the line do what they do on a terminal; all other control sequences are
 * dropped. Output is text here and stays text. Pure; the runner searches what the page shows.
 */
import { eastAsianWidth } from 'get-east-asian-width';
import { applySgr, isSameLook, type Look } from './look.ts';
import { type Carry, noCarry, readSequence, skipString } from './sequence.ts';

export interface RowPiece {
  text: string;
  look: Look;
}

export interface Row {
  pieces: RowPiece[];
  /** what it leaves to the row after it */
  carry: Carry;
}

/** The cursor cannot be sent further right than a terminal is wide (common/run.ts); text itself goes on. */
const mostColumns = 1_000;
const tabColumns = 8;
/** C0 and C1 controls, and characters that would turn the direction of what stands beside them. */
const special = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const everySpecial = new RegExp(special, 'g');
/** Marks that are drawn onto the character before them. */
const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const ascii = /^[\x20-\x7e]*$/;

/** Takes a row's text with or without its end of line, and what the row before it left; gives what is seen. */
export function readRow(raw: string, carry: Carry = noCarry): Row {
  const text = raw.replace(/\r*\n$/, '');
  if (!carry.inString && !special.test(text)) return { pieces: text === '' ? [] : [{ text: carry.look.hidden ? text.replace(/./gsu, ' ') : text, look: carry.look }], carry };
  const line = new Line(carry.look);
  const skipped = skipString(text, carry.inString);
  // The end of a line ends a string.
  const isPiece = raw === text;
  let { open } = skipped;
  for (let at = skipped.end; at < text.length;) {
    everySpecial.lastIndex = at;
    const next = everySpecial.exec(text)?.index ?? text.length;
    line.write(text.slice(at, next));
    if (text[next] === '\u001b') {
      const found = readSequence(text, next);
      line.obey(found.final, found.parameters);
      open = found.open;
      at = found.end;
    } else {
      line.control(text[next] ?? '');
      at = next + 1;
    }
  }
  return { pieces: line.pieces(), carry: { look: line.look, inString: open && isPiece } };
}

/** Takes pieces; gives their text. */
export function rowText(pieces: readonly RowPiece[]): string {
  return pieces.length === 1 ? pieces[0]?.text ?? '' : pieces.map(({ text }) => text).join('');
}

/** The cells of one line and a cursor in it. A wide character takes two cells, the second of them empty. */
class Line {
  look: Look;
  #cells: string[] = [];
  #looks: Look[] = [];
  #column = 0;

  constructor(look: Look) {
    this.look = look;
  }

  write(text: string): void {
    if (text === '') return;
    const isAscii = ascii.test(text);
    for (const character of text) {
      if (isAscii) this.#put(character, 1);
      else if (combining.test(character)) this.#combine(character);
      else this.#put(character, eastAsianWidth(character.codePointAt(0) ?? 0));
    }
  }

  control(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (character === '\t') this.#goTo((Math.floor(this.#column / tabColumns) + 1) * tabColumns);
  }

  obey(final: string, parameters: string): void {
    const number = Number.parseInt(parameters, 10) || 0;
    switch (final) {
      case 'm': {
        this.look = applySgr(this.look, parameters);
        return;
      }
      case 'C': return this.#goTo(this.#column + Math.max(1, number));
      case 'D': return this.#goTo(this.#column - Math.max(1, number));
      case 'G': return this.#goTo(Math.max(1, number) - 1);
      case 'K': return this.#erase(number);
    }
  }

  pieces(): RowPiece[] {
    const pieces: RowPiece[] = [];
    for (let at = 0; at < this.#cells.length; at += 1) {
      const cell = this.#cells[at] ?? ' ';
      const look = this.#looks[at] ?? this.look;
      const text = look.hidden && cell !== '' ? ' ' : cell;
      const last = pieces.at(-1);
      if (last !== undefined && isSameLook(last.look, look)) last.text += text;
      else if (text !== '') pieces.push({ text, look });
    }
    return pieces;
  }

  #put(character: string, width: number): void {
    this.#fill();
    // Half of a wide character that is written over leaves a blank.
    if (this.#cells[this.#column] === '' && this.#column > 0) this.#cells[this.#column - 1] = ' ';
    if (this.#cells[this.#column + width] === '') this.#cells[this.#column + width] = ' ';
    this.#cells[this.#column] = character;
    this.#looks[this.#column] = this.look;
    if (width === 2) {
      this.#cells[this.#column + 1] = '';
      this.#looks[this.#column + 1] = this.look;
    }
    this.#column += width;
  }

  /** As many as a character of a language takes; a hostile heap of them is cut. */
  #combine(character: string): void {
    const at = this.#cells[this.#column - 1] === '' ? this.#column - 2 : this.#column - 1;
    const cell = this.#cells[at];
    if (cell !== undefined && cell.length < 16) this.#cells[at] = cell + character;
  }

  #goTo(column: number): void {
    this.#column = Math.max(0, Math.min(column, Math.max(mostColumns, this.#cells.length)));
  }

  /** Blanks up to the cursor, where it was sent past what is written. */
  #fill(): void {
    while (this.#cells.length < this.#column) {
      this.#cells.push(' ');
      this.#looks.push(blank);
    }
  }

  #erase(kind: number): void {
    if (kind === 0) {
      this.#cells.length = Math.min(this.#cells.length, this.#column);
      this.#looks.length = this.#cells.length;
    } else if (kind === 2) {
      this.#cells = [];
      this.#looks = [];
    } else if (kind === 1) {
      for (let at = 0; at <= this.#column && at < this.#cells.length; at += 1) {
        this.#cells[at] = ' ';
        this.#looks[at] = blank;
      }
    }
  }
}

const blank: Look = noCarry.look;
