/**
 * From where a run's output must be read to see its screen as it is, without reading all of it. No terminal is drawn: the
 * bytes that go by are only looked through for escape sequences, which costs next to nothing in plain text. What is kept
 * are the modes in force and places to begin at: ends of lines now and then, and where a program cleared the other screen.
 *
 * In the normal screen a place some way before the end gives the screen, for what stands on it was printed last. In the
 * alternate screen a program paints piece by piece, so it is read from its last clearing. Both are bounded: what a program
 * painted longer ago than that and never again is missing, as the page says.
 */
import { ControlReader, type Controls, Words } from './controls.ts';
import { calm, Modes, soft } from './modes.ts';

/** So much is shown of what went before the end, at least, in bytes; and at most so much is read. */
export const screenBytes = { least: 128 * 1024, most: 1024 * 1024 } as const;
/** A place to begin at every so many bytes; where no line ends for longer, anywhere outside a sequence. */
const markEvery = 64 * 1024;
const markAnyway = 256 * 1024;
/** Of the normal screen, so much comes before a place in the alternate one: it shows again when the program ends. */
const normalBefore = 8 * 1024;
/** How many stretches of the normal screen are put together, when programs have opened the other one again and again. */
const mostParts = 3;
const bottomLeft = '\u001b[999;1H';

const codes = (finals: string) => new Set([...finals].map((final) => final.charCodeAt(0)));
/** Finals of control sequences: what sets the look, what moves the cursor up or somewhere, and what else is to be known. */
const look = 0x6d;
const moving = codes('AFHLMSTdfru');
const telling = codes('mhlrsuHfJqp');
const placing = codes('Hf');

/** Output that fills the normal screen, and the modes it begins in. */
interface Part {
  modes: string;
  from: number;
  to: number;
}

/** A place in the output outside any sequence or character, and what brings a new terminal into the modes in force there. */
interface Mark {
  offset: number;
  modes: string;
  /** what stood on the normal screen, where that was long ago: before the alternate screen was opened */
  behind: readonly Part[];
}

/** Where to begin. */
export interface ScreenStart {
  offset: number;
  behind: readonly Part[];
  /** what brings a new terminal, after what is behind, to where the output goes on */
  prelude: string;
}

export class Screen {
  readonly #controls: ControlReader;
  readonly #modes = new Modes();
  readonly #words = new Words();
  #end: number;
  #marks: Mark[];
  /** no mark is needed before this offset */
  #nextMark: number;
  /** the last byte before the end was CR */
  #afterReturn = false;
  /** offset after the last sequence that moved the cursor up or somewhere */
  #moved = -1;
  #home: { from: number; to: number } | null = null;
  #erased: { from: number; to: number } | null = null;
  /** in the alternate screen: where it was opened, the place before that, and where it was last cleared */
  #opened: { at: number; before: Mark } | null = null;
  #cleared: Mark | null = null;

  /** Takes the offset it begins at; what came before is as if it had never been. */
  constructor(from = 0) {
    this.#end = from;
    this.#nextMark = from + markEvery;
    this.#marks = [{ offset: from, modes: '', behind: [] }];
    this.#controls = new ControlReader(this.#heard);
  }

  /** Takes output, in order. */
  push(bytes: Buffer): void {
    const from = this.#end;
    this.#end += bytes.length;
    this.#controls.push(bytes, from);
    this.#afterReturn = bytes.at(-1) === 0x0d;
  }

  /** Gives where to begin to see the screen as it is; never more than 1 MiB before the end. */
  start(): ScreenStart {
    return this.#opened === null ? this.#normalStart() : this.#alternateStart(this.#opened);
  }

  /** Gives the start for a terminal in any state, in which nothing need be behind the alternate screen. */
  restart(): { offset: number; prelude: string } {
    const { offset, prelude } = this.start();
    return { offset, prelude: `${calm}\u001b[r${bottomLeft}${prelude}` };
  }

  #normalStart(): ScreenStart {
    const near = this.#marks.filter(({ offset }) => this.#end - offset <= screenBytes.most);
    const mark = near.findLast(({ offset }) => this.#end - offset >= screenBytes.least) ?? near[0];
    return mark === undefined ? this.#here() : this.#from(mark);
  }

  #alternateStart({ at, before }: { at: number; before: Mark }): ScreenStart {
    const far = ({ offset }: Mark) => this.#end - offset;
    if (far(before) <= screenBytes.least) return this.#from(before);
    const cleared = this.#cleared !== null && far(this.#cleared) <= screenBytes.most ? this.#cleared : null;
    if (cleared === null && far(before) <= screenBytes.most) return this.#from(before);
    const { offset, modes } = cleared ?? this.#marks.find((one) => far(one) <= screenBytes.most && one.offset > at) ?? this.#here();
    return { offset, behind: this.#partsTo(before, at), prelude: this.#modes.opening() + modes };
  }

  /** Nowhere to begin before the end: what comes is shown, as when no line and no sequence has ended for a very long time. */
  #here(): ScreenStart & Mark {
    const modes = this.#modes.sequences();
    return { offset: this.#end, behind: [], modes, prelude: modes };
  }

  #from(mark: Mark): ScreenStart {
    return { offset: mark.offset, behind: mark.behind, prelude: mark.behind.length > 0 ? soft() + mark.modes : this.#beginning(mark) };
  }

  /** Who moves about means to stand where many lines have led to: at the bottom. */
  #beginning({ offset, modes }: Mark): string {
    return modes + (offset > 0 && this.#moved > offset ? bottomLeft : '');
  }

  #partsTo(before: Mark, to: number): Part[] {
    const modes = before.behind.length > 0 ? soft() + before.modes : this.#beginning(before);
    return [...before.behind, { modes, from: before.offset, to }].slice(-mostParts);
  }

  readonly #heard: Controls = {
    text: (bytes, at, to, offset) => { this.#mark(bytes, at, to, offset); },
    csi: (final, bytes, begin, end, from, to) => { this.#csi(final, bytes, begin, end, from, to); },
    escape: (intermediate, final, from, to) => { this.#escape(intermediate, final, from, to); },
    shift: (isOut) => { this.#modes.level(isOut ? 1 : 0, isOut ? '\u000e' : '\u000f'); },
  };

  /** Takes text: bytes, where it stands in them, and the offset of the first of them. Marks the end of a line when it is time. */
  #mark(bytes: Buffer, at: number, to: number, offset: number): void {
    if (offset + to < this.#nextMark) return;
    const since = this.#nextMark - markEvery - offset;
    const feed = bytes.indexOf(0x0a, Math.max(at, since + markEvery));
    const isEnd = feed !== -1 && feed < to && (feed === 0 ? this.#afterReturn : bytes[feed - 1] === 0x0d);
    if (isEnd) this.#addMark(offset + feed + 1);
    // A byte 10xxxxxx goes on with a character that has begun (RFC 3629 section 3).
    else if (to >= since + markAnyway && ((bytes[at] ?? 0) & 0xc0) !== 0x80) this.#addMark(offset + at);
  }

  #addMark(offset: number): void {
    this.#marks.push({ offset, modes: this.#modes.sequences(), behind: [] });
    this.#nextMark = offset + markEvery;
    const tooFar = this.#marks.findIndex((mark) => offset - mark.offset <= screenBytes.most);
    if (tooFar > 0) this.#marks.splice(0, tooFar);
  }

  #csi(final: number, bytes: Buffer, begin: number, end: number, from: number, to: number): void {
    if (final === look && (begin === end || (end - begin === 1 && bytes[begin] === 0x30))) {
      this.#modes.look('');
      return;
    }
    if (moving.has(final) && this.#opened === null) this.#moved = to;
    // A place in the middle of the screen, as most are, tells nothing.
    if (!telling.has(final) || (placing.has(final) && end - begin > 3)) return;
    this.#told(String.fromCharCode(final), this.#words.of(bytes, begin, end), from, to);
  }

  #told(final: string, parameters: string, from: number, to: number): void {
    if (isPlain(parameters)) this.#plain(final, parameters, from, to);
    else if ((final === 'h' || final === 'l') && parameters.startsWith('?')) this.#private(parameters.slice(1), final === 'h', from, to);
    else if (final === 'q' && parameters.endsWith(' ')) this.#modes.cursor(parameters.slice(0, -1));
    else if (final === 'p' && parameters === '!') this.#modes.calm();
  }

  #plain(final: string, parameters: string, from: number, to: number): void {
    switch (final) {
      case 'm': this.#modes.look(parameters); break;
      case 'h':
      case 'l': this.#modes.ansi(parameters, final === 'h'); break;
      case 'r': this.#modes.margins(parameters); break;
      case 's': this.#modes.save(); break;
      case 'u': this.#modes.restore(); break;
      case 'H':
      case 'f': this.#goHome(parameters, from, to); break;
      case 'J': this.#erase(parameters, from, to); break;
    }
  }

  #goHome(parameters: string, from: number, to: number): void {
    if (!['', '1', '1;1', ';', '0;0'].includes(parameters)) return;
    if (this.#erased?.to === from) this.#clear(this.#erased.from);
    this.#home = { from, to };
  }

  #erase(parameters: string, from: number, to: number): void {
    if (this.#home?.to === from && ['', '0', '2'].includes(parameters)) this.#clear(this.#home.from);
    if (parameters === '2') this.#erased = { from, to };
  }

  #clear(offset: number): void {
    if (this.#opened !== null && offset > this.#opened.at) this.#cleared = { offset, modes: this.#modes.sequences(), behind: [] };
  }

  #private(parameters: string, isSet: boolean, from: number, to: number): void {
    const before = this.#opened;
    const modes = this.#modes.sequences();
    this.#modes.private(parameters, isSet);
    if (before === null && this.#modes.alternate !== null) {
      const mark = this.#marks.findLast(({ offset }) => from - offset >= normalBefore) ?? this.#marks[0];
      this.#opened = { at: from, before: mark ?? { offset: from, modes, behind: [] } };
      this.#cleared = null;
    } else if (before !== null && this.#modes.alternate === null) {
      this.#opened = null;
      // What was marked in the other screen is no place to begin at in this one.
      this.#marks = this.#marks.filter(({ offset }) => offset <= before.at);
      this.#marks.push({ offset: to, modes: this.#modes.sequences(), behind: this.#partsTo(before.before, before.at) });
    }
  }

  #escape(intermediate: string, final: string, from: number, to: number): void {
    if (intermediate !== '') {
      this.#modes.charset(intermediate, final);
      this.#controls.shifts = this.#modes.shifts;
      return;
    }
    switch (final) {
      case '=':
      case '>': this.#modes.keypad(final === '='); break;
      case '7': this.#modes.save(); break;
      case '8': this.#modes.restore(); break;
      case 'n': this.#modes.level(2, '\u001bn'); break;
      case 'o': this.#modes.level(3, '\u001bo'); break;
      case 'c': this.#reset(to); break;
      case 'M': this.#moved = from; break;
    }
  }

  #reset(to: number): void {
    this.#modes.reset();
    this.#opened = null;
    this.#cleared = null;
    this.#marks = [{ offset: to, modes: '', behind: [] }];
  }
}

/** Takes a start and how to read the output; gives what a new terminal must be written before the output from there on. */
export function preludeOf({ behind, prelude }: ScreenStart, read: (from: number, to: number) => Uint8Array): string {
  return behind.map(({ modes, from, to }) => modes + Buffer.from(read(from, to)).toString()).join('') + prelude;
}

/** Takes how to read a run's output and its end; gives its screen, from the last 512 KiB alone. */
export function screenOf(read: (from: number, to: number) => Uint8Array, end: number): Screen {
  const from = Math.max(0, end - 512 * 1024);
  const bytes = Buffer.from(read(from, end));
  const skipped = from === 0 ? 0 : bytes.indexOf(0x0a) + 1;
  const screen = new Screen(from + skipped);
  screen.push(bytes.subarray(skipped));
  return screen;
}

function isPlain(parameters: string): boolean {
  const first = parameters.charCodeAt(0);
  // Prefixes are 3C to 3F, intermediates 20 to 2F and come last (ECMA-48 section 5.4).
  return parameters === '' || (first < 0x3c && parameters.charCodeAt(parameters.length - 1) >= 0x30);
}
