/**
 * What a terminal shows, as text that can be read, searched, copied and printed: pieces of one look each, lines that the
 * terminal had wrapped joined again. Output is text here and stays text: nothing of it is ever read as markup.
 */

import { hex, indexed } from '../log/look.ts';

/** How a piece looks; all empty for plain text. */
export interface Look {
  /** 0–15 of the palette, or `#rrggbb`; null for the usual colour */
  colour: number | string | null;
  background: number | string | null;
  bold: boolean;
  faint: boolean;
  italic: boolean;
  underline: boolean;
}

export interface Piece extends Look {
  text: string;
}

/** As much of xterm.js's buffer as is read here. */
export interface Buffer {
  readonly length: number;
  getLine(row: number): Line | undefined;
}

interface Line {
  readonly length: number;
  readonly isWrapped: boolean;
  getCell(column: number): Cell | undefined;
}

interface Cell {
  getChars(): string;
  getWidth(): number;
  getFgColor(): number;
  getBgColor(): number;
  isFgRGB(): boolean;
  isBgRGB(): boolean;
  isFgDefault(): boolean;
  isBgDefault(): boolean;
  isInverse(): number;
  isInvisible(): number;
  isBold(): number;
  isDim(): number;
  isItalic(): number;
  isUnderline(): number;
}

/** How plain text looks. */
export const plain: Look = { colour: null, background: null, bold: false, faint: false, italic: false, underline: false };

/** Takes a buffer; gives its text in pieces, without the empty end of lines and of the whole. */
export function snapshot(buffer: Buffer): Piece[] {
  const pieces: Piece[] = [];
  for (let row = 0; row < buffer.length; row += 1) {
    const line = buffer.getLine(row);
    if (line === undefined) continue;
    if (row > 0 && !line.isWrapped) append(pieces, '\n', plain);
    // A line that goes on in the next row keeps its blanks: they stand in the middle of it.
    const goesOn = buffer.getLine(row + 1)?.isWrapped === true;
    readLine(line, goesOn ? line.length : filled(line), pieces);
  }
  return trimEnd(pieces);
}

/** Takes a look; tells whether it is that of plain text. */
export function isPlain(look: Look): boolean {
  return isSame(look, plain);
}

/** Takes pieces; gives their text. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

function readLine(line: Line, columns: number, pieces: Piece[]): void {
  for (let column = 0; column < columns; column += 1) {
    const cell = line.getCell(column);
    // The second half of a wide character is a cell of width 0.
    if (cell === undefined || cell.getWidth() === 0) continue;
    append(pieces, cell.isInvisible() ? ' ' : cell.getChars() || ' ', lookOf(cell));
  }
}

function filled(line: Line): number {
  let columns = line.length;
  while (columns > 0) {
    const cell = line.getCell(columns - 1);
    if (cell !== undefined && (cell.getChars().trim() !== '' || !cell.isBgDefault() || cell.isInverse() !== 0)) break;
    columns -= 1;
  }
  return columns;
}

function lookOf(cell: Cell): Look {
  const front = cell.isFgDefault() ? null : colourOf(cell.getFgColor(), cell.isFgRGB());
  const back = cell.isBgDefault() ? null : colourOf(cell.getBgColor(), cell.isBgRGB());
  const inverse = cell.isInverse() !== 0;
  return {
    colour: inverse ? back ?? 'inverse' : front,
    background: inverse ? front ?? 'inverse' : back,
    bold: cell.isBold() !== 0,
    faint: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

function colourOf(value: number, rgb: boolean): number | string {
  return rgb ? hex(value) : indexed(value);
}

/** Takes pieces, and text with its look; adds it, to the last piece when that looks the same. */
export function append(pieces: Piece[], text: string, look: Look): void {
  const last = pieces.at(-1);
  if (last !== undefined && (text === '\n' || isSame(last, look))) last.text += text;
  else pieces.push({ text, ...look });
}

function isSame(left: Look, right: Look): boolean {
  return left.colour === right.colour && left.background === right.background && left.bold === right.bold
    && left.faint === right.faint && left.italic === right.italic && left.underline === right.underline;
}

function trimEnd(pieces: Piece[]): Piece[] {
  const kept = [...pieces];
  for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
    last.text = last.text.replace(/\s+$/, '');
    if (last.text !== '') break;
    kept.pop();
  }
  return kept;
}
