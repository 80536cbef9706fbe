/**
 * Output as a terminal reads it: text, control characters, and escape sequences in whatever pieces they come (ECMA-48,
 * https://vt100.net/emu/dec_ansi_parser). Only what changes a line of text is told; the rest is read over. Pure.
 */

/** What is told of output, in order. */
interface EscapeSink {
  /** text without control characters */
  text(text: string): void;
  /** a control character, below U+0020 */
  control(character: string): void;
  /** a control sequence: `?` or other private mark (else empty), parameters as they stand, final letter */
  sequence(mark: string, parameters: string, final: string): void;
}

type State = 'ground' | 'escape' | 'charset' | 'sequence' | 'string';

const controls = /[\u0000-\u001f\u007f-\u009f]/g;
const stringEnd = /[\u0007\u0018\u001a\u001b\u009c]/g;
/** Parameters longer than any sequence we know are cut. */
const longestParameters = 256;
/** What follows ESC or comes as one C1 character, and begins a string that ends with ST: DCS, SOS, OSC, PM, APC. */
const strings = 'PX]^_\u0090\u0098\u009d\u009e\u009f';

export class EscapeReader {
  readonly #sink: EscapeSink;
  #state: State = 'ground';
  #parameters = '';

  constructor(sink: EscapeSink) {
    this.#sink = sink;
  }

  /** Takes the next piece of output, decoded. */
  take(text: string): void {
    for (let at = 0; at < text.length;) {
      if (this.#state === 'ground') at = this.#ground(text, at);
      else if (this.#state === 'string') at = this.#string(text, at);
      else {
        this.#step(text.charAt(at));
        at += 1;
      }
    }
  }

  #ground(text: string, at: number): number {
    controls.lastIndex = at;
    const next = controls.exec(text)?.index ?? text.length;
    if (next > at) this.#sink.text(text.slice(at, next));
    if (next < text.length) this.#control(text.charAt(next));
    return next + 1;
  }

  #string(text: string, at: number): number {
    stringEnd.lastIndex = at;
    const end = stringEnd.exec(text)?.index;
    if (end === undefined) return text.length;
    this.#state = text.charAt(end) === '\u001b' ? 'escape' : 'ground';
    return end + 1;
  }

  #control(character: string): void {
    if (character === '\u001b') this.#state = 'escape';
    else if (character === '\u009b') this.#begin();
    else if (strings.includes(character)) this.#state = 'string';
    else if (character < ' ') this.#sink.control(character);
  }

  /** One character inside a sequence. */
  #step(character: string): void {
    if (character === '\u0018' || character === '\u001a') this.#state = 'ground';
    else if (character < ' ' || (character >= '\u0080' && character <= '\u009f')) this.#control(character);
    else if (this.#state === 'sequence') this.#sequence(character);
    else if (this.#state === 'charset') this.#state = 'ground';
    else if (character === '[') this.#begin();
    else if (strings.includes(character)) this.#state = 'string';
    else this.#state = character < '0' ? 'charset' : 'ground';
  }

  #begin(): void {
    this.#state = 'sequence';
    this.#parameters = '';
  }

  #sequence(character: string): void {
    if (character < '@') {
      if (this.#parameters.length < longestParameters) this.#parameters += character;
      return;
    }
    this.#state = 'ground';
    const mark = /^[<=>?]/.exec(this.#parameters)?.[0] ?? '';
    if (character <= '~') this.#sink.sequence(mark, this.#parameters.slice(mark.length), character);
  }
}
