/**
 * Output of any length as text with colours, line by line and never all of it at once: what a line shows when the terminal
 * leaves it. Carriage returns, backspaces and moves within a line are applied; what a full-screen program draws on a screen
 * of its own is left out, as it is from the terminal's own history. Pure; in whatever pieces output comes, the text is the same.
 */
import { EscapeReader } from './escape.ts';
import { Line, longestLine } from './line.ts';
import { applySgr, type Look as Rendition, plain as noRendition } from '../log/look.ts';
import { lookOf } from './rendition.ts';
import { append, type Look, type Piece, plain } from './snapshot.ts';

/** What a sequence does within the line; `count` is its first parameter, at least 1, `first` as it stands. */
const edits: Readonly<Record<string, (line: Line, count: number, first: number) => void>> = {
  C: (line, count) => { line.move(count); },
  D: (line, count) => { line.move(-count); },
  G: (line, count) => { moveTo(line, count); },
  '`': (line, count) => { moveTo(line, count); },
  K: (line, _, first) => { line.erase(first); },
  P: (line, count) => { line.cut(count); },
  '@': (line, count) => { line.insert(count); },
  X: (line, count) => { line.blank(count); },
};
/** Sequences that leave the line, and the column (from 1) they go to: null for the same, `second` for their second parameter. */
const leaving: Readonly<Record<string, number | 'second' | null>> = { A: null, B: null, J: null, d: null, E: 1, F: 1, H: 'second', f: 'second' };

function moveTo(line: Line, column: number): void {
  line.column = 0;
  line.move(column - 1);
}

/** Looks remembered. */
const mostKnown = 512;
const ownScreen = /^(?:47|1047|1049)$/;

export class LineReader {
  readonly #reader = new EscapeReader({
    text: (text) => { this.#text(text); },
    control: (character) => { this.#control(character); },
    sequence: (mark, parameters, final) => { this.#sequence(mark, parameters, final); },
  });
  readonly #line: Line;
  #done: Piece[] = [];
  #rendition: Rendition = noRendition;
  #look: Look = plain;
  #key = '';
  readonly #known = new Map<string, { rendition: Rendition; look: Look; key: string }>();
  #isAway = false;

  /** Takes the columns of the terminal. */
  constructor(width: number) {
    this.#line = new Line(width);
  }

  /** Takes the next piece of output, decoded; gives the text that is finished. */
  take(text: string): Piece[] {
    this.#reader.take(text);
    return this.#give();
  }

  /** Gives the last line. */
  end(): Piece[] {
    this.#finish('');
    return this.#give();
  }

  #give(): Piece[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #text(text: string): void {
    if (this.#isAway) return;
    for (let at = 0; at < text.length;) {
      const part = text.slice(at, wholeCharacters(text, at, at + Math.max(1, longestLine - this.#line.column)));
      this.#line.put(this.#rendition.hidden ? part.replace(/./gsu, ' ') : part, this.#look);
      if (this.#line.length >= longestLine) this.#finish('', 0);
      at += part.length;
    }
  }

  #control(character: string): void {
    if (this.#isAway) return;
    const line = this.#line;
    if (character === '\n' || character === '\v' || character === '\f') this.#finish('\n');
    else if (character === '\r') line.column = 0;
    else if (character === '\b') line.move(-1);
    else if (character === '\t') line.tab();
  }

  #sequence(mark: string, parameters: string, final: string): void {
    if (mark === '?' && (final === 'h' || final === 'l')) this.#mode(parameters, final === 'h');
    else if (mark !== '' || this.#isAway) return;
    else if (final === 'm') this.#render(parameters);
    else this.#edit(final, parameters);
  }

  /** Colourful output changes between the same few looks all the time. */
  #render(parameters: string): void {
    const key = `${this.#key} ${parameters}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      const rendition = applySgr(this.#rendition, parameters);
      known = { rendition, look: lookOf(rendition), key: Object.values(rendition).join() };
      if (this.#known.size >= mostKnown) this.#known.clear();
      this.#known.set(key, known);
    }
    this.#rendition = known.rendition;
    this.#look = known.look;
    this.#key = known.key;
  }

  #mode(parameters: string, on: boolean): void {
    if (!parameters.split(';').some((one) => ownScreen.test(one)) || on === this.#isAway) return;
    this.#isAway = on;
  }

  #edit(final: string, parameters: string): void {
    const [first = 0, second = 0] = parameters.split(';').map((one) => Math.min(longestLine, Number.parseInt(one, 10) || 0));
    const column = leaving[final];
    if (column === undefined) edits[final]?.(this.#line, Math.max(1, first), first);
    else {
      // The cursor leaves for another line: what is there stays, what comes is a line of its own.
      if (this.#line.length > 0) this.#finish('\n');
      if (column !== null) moveTo(this.#line, column === 'second' ? second : column);
    }
  }

  #finish(end: '\n' | '', column = this.#line.column): void {
    const pieces = this.#line.take();
    this.#line.column = column;
    if (end === '\n') trimBlank(pieces);
    this.#done.push(...pieces);
    if (end === '\n') append(this.#done, '\n', plain);
  }
}

/** Takes where to begin and to cut; gives where to cut without cutting a character of two halves. */
function wholeCharacters(text: string, from: number, to: number): number {
  if ((text.charCodeAt(to - 1) & 0xfc00) !== 0xd800) return to;
  return to - 1 > from ? to - 1 : to + 1;
}

/** Blanks at the end of a line are seen only where they have a background. */
function trimBlank(pieces: Piece[]): void {
  for (let last = pieces.at(-1); last !== undefined && last.background === null; last = pieces.at(-1)) {
    last.text = last.text.trimEnd();
    if (last.text !== '') return;
    pieces.pop();
  }
}
