/**
 * Finds the escape sequences in a terminal's output, wherever its pieces are cut, by the states of
 * https://vt100.net/emu/dec_ansi_parser as xterm.js has them. Between sequences it leaps with a native search, so that
 * plain text costs next to nothing. Control characters of 8 bits are not looked for.
 */

export interface Controls {
  /** Takes bytes that are no sequence: where they stand in the piece, and the offset of the piece. */
  text(piece: Buffer, at: number, to: number, offset: number): void;
  /**
   * Takes a control sequence: its final, where its parameters with prefix and intermediates stand in some bytes (they are
   * made a string of only where they matter), and its place in the output.
   */
  csi(final: number, bytes: Buffer, begin: number, end: number, from: number, to: number): void;
  /** Takes an escape sequence that is no control sequence and no string. */
  escape(intermediate: string, final: string, from: number, to: number): void;
  /** Takes SO (true) or SI, if those are looked for. */
  shift(isOut: boolean): void;
}

type State = 'text' | 'escape' | 'intermediate' | 'csi' | 'osc' | 'string';

const escape = 0x1b;
const bracket = 0x5b;
/** End any sequence. */
const cancel = [0x18, 0x1a];
/** Words that are remembered, for each run. */
const mostWords = 500;
/** Longer sequences mean nothing to anybody. */
const longest = 256;
/** ESC followed by one of these begins a string, which ends with ST. */
const strings = 'PX^_';

export class ControlReader {
  readonly #on: Controls;
  #state: State = 'text';
  #from = 0;
  #kept = '';
  /** whether SO and SI are looked for */
  shifts = false;

  constructor(on: Controls) {
    this.#on = on;
  }

  /** Takes the next piece of output and its offset. */
  push(piece: Buffer, offset: number): void {
    for (let at = 0; at < piece.length;) {
      switch (this.#state) {
        case 'text': at = this.#text(piece, at, offset); break;
        case 'escape': at = this.#escape(piece, at, offset); break;
        case 'intermediate':
        case 'csi': at = this.#collect(piece, at, offset); break;
        case 'osc':
        case 'string': at = this.#string(piece, at, offset); break;
      }
    }
  }

  #text(piece: Buffer, at: number, offset: number): number {
    const next = nextEscape(piece, at);
    const to = next === -1 ? piece.length : next;
    if (this.shifts) this.#shifts(piece, at, to);
    if (to > at) this.#on.text(piece, at, to, offset);
    if (next === -1) return to;
    return this.#wholeControl(piece, next, offset) ?? this.#cut(next, offset);
  }

  /** Most sequences are control sequences and stand whole in one piece. Gives where it ends, or null where this is none. */
  #wholeControl(piece: Buffer, at: number, offset: number): number | null {
    if (piece[at + 1] !== bracket) return null;
    let to = at + 2;
    while (to < piece.length && ((piece[to] ?? 0) & 0xe0) === 0x20) to += 1;
    const final = piece[to] ?? 0;
    if (final < 0x40 || final >= 0x7f || to - at > longest) return null;
    this.#on.csi(final, piece, at + 2, to, offset + at, offset + to + 1);
    return to + 1;
  }

  #cut(at: number, offset: number): number {
    this.#begin(offset + at);
    return at + 1;
  }

  #shifts(piece: Buffer, at: number, to: number): void {
    const last = Math.max(piece.subarray(at, to).lastIndexOf(0x0e), piece.subarray(at, to).lastIndexOf(0x0f));
    if (last !== -1) this.#on.shift(piece[at + last] === 0x0e);
  }

  #begin(from: number): void {
    this.#state = 'escape';
    this.#from = from;
    this.#kept = '';
  }

  #escape(piece: Buffer, at: number, offset: number): number {
    const byte = piece[at] ?? 0;
    if (byte === escape) this.#begin(offset + at);
    else if (cancel.includes(byte) || byte >= 0x80) this.#state = 'text';
    else if (byte >= 0x20 && byte < 0x30) return this.#turn('intermediate', at);
    else if (byte === bracket) this.#state = 'csi';
    else if (byte === 0x5d) this.#state = 'osc';
    else if (byte >= 0x30 && byte < 0x7f) this.#plain(String.fromCharCode(byte), offset + at + 1);
    return at + 1;
  }

  #turn(state: State, at: number): number {
    this.#state = state;
    return at;
  }

  #plain(final: string, to: number): void {
    if (strings.includes(final)) {
      this.#state = 'string';
      return;
    }
    this.#state = 'text';
    this.#on.escape('', final, this.#from, to);
  }

  /** The middle of a sequence: everything up to its final is kept, but for control characters. */
  #collect(piece: Buffer, at: number, offset: number): number {
    const least = this.#state === 'csi' ? 0x40 : 0x30;
    let to = at;
    while (isBetween(piece[to], 0x20, least)) to += 1;
    if (to > at && this.#kept.length <= longest) this.#kept += piece.toString('latin1', at, to);
    if (to === piece.length) return to;
    const byte = piece[to] ?? 0;
    if (byte === escape) this.#begin(offset + to);
    else if (isBetween(byte, least, 0x7f)) this.#end(byte, offset + to + 1);
    else if (cancel.includes(byte) || byte >= 0x80) this.#state = 'text';
    return to + 1;
  }

  #end(final: number, to: number): void {
    const isControl = this.#state === 'csi';
    this.#state = 'text';
    if (this.#kept.length > longest) return;
    if (isControl) this.#on.csi(final, Buffer.from(this.#kept, 'latin1'), 0, this.#kept.length, this.#from, to);
    else this.#on.escape(this.#kept, String.fromCharCode(final), this.#from, to);
  }

  #string(piece: Buffer, at: number, offset: number): number {
    for (let to = at; to < piece.length; to += 1) {
      const byte = piece[to] ?? 0;
      if (byte === escape) {
        this.#begin(offset + to);
        return to + 1;
      }
      if (cancel.includes(byte) || (byte === 0x07 && this.#state === 'osc')) return this.#turn('text', to + 1);
    }
    return piece.length;
  }
}

function isBetween(byte: number | undefined, from: number, to: number): boolean {
  return byte !== undefined && byte >= from && byte < to;
}

/** Where sequences are dense the next one is near, and found sooner by looking than by asking. */
function nextEscape(piece: Buffer, at: number): number {
  const near = Math.min(piece.length, at + 24);
  for (let place = at; place < near; place += 1) {
    if (piece[place] === escape) return place;
  }
  return near === piece.length ? -1 : piece.indexOf(escape, near);
}

/** Words of few letters, as parameters are: found again rather than made again, which takes longer. */
export class Words {
  readonly #known = new Map<number, string>();

  /** Takes bytes of ASCII and a stretch of them; gives it as a string. */
  of(bytes: Buffer, from: number, to: number): string {
    if (from === to) return '';
    // Seven letters of 7 bits fit into the 53 bits of a number.
    if (to - from > 7) return bytes.toString('latin1', from, to);
    let key = 0;
    for (let at = from; at < to; at += 1) key = key * 128 + (bytes[at] ?? 0);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const word = bytes.toString('latin1', from, to);
    if (this.#known.size < mostWords) this.#known.set(key, word);
    return word;
  }
}
