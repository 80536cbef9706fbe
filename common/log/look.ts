/**
 * How text looks, as SGR sequences say it (ECMA-48, section 8.3.117; colours of 256 and of 24 bits as xterm has them:
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html). Pure; the same in the runner and in the page.
 */

export interface Look {
  /** 0–15 of the palette, or `#rrggbb`; null for the usual colour */
  readonly colour: number | string | null;
  readonly background: number | string | null;
  readonly bold: boolean;
  readonly faint: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly hidden: boolean;
}

export const plain: Look = {
  colour: null, background: null, bold: false, faint: false, italic: false, underline: false, inverse: false, hidden: false,
};

/** Attributes that one number switches on or off. */
const switches: Readonly<Record<number, Partial<Look>>> = {
  1: { bold: true }, 2: { faint: true }, 3: { italic: true }, 4: { underline: true }, 7: { inverse: true }, 8: { hidden: true },
  21: { underline: true }, 22: { bold: false, faint: false }, 23: { italic: false }, 24: { underline: false }, 27: { inverse: false },
  28: { hidden: false }, 39: { colour: null }, 49: { background: null },
};

/** No program needs more; what comes after is passed over. */
const mostNumbers = 64;

/** Takes a look and the parameters of an SGR sequence (`1;31`); gives the look after it. What is not known changes nothing. */
export function applySgr(look: Look, parameters: string): Look {
  if (parameters === '' || parameters === '0') return plain;
  // `>4;2m` sets how keys are told, not how text looks.
  if (!/^[\d;:]*$/.test(parameters)) return look;
  let next = look;
  const numbers = parameters.split(';', mostNumbers);
  for (let at = 0; at < numbers.length; at += 1) {
    const word = numbers[at] ?? '';
    const number = Number.parseInt(word, 10) || 0;
    if (number === 38 || number === 48) {
      // `38:2::1:2:3` carries its own numbers, `38;2;1;2;3` takes those that follow.
      const own = word.includes(':');
      const rest = own ? word.split(':').slice(1) : numbers.slice(at + 1, at + 5);
      const { colour, taken } = extended(rest, own);
      if (colour !== null) next = number === 38 ? { ...next, colour } : { ...next, background: colour };
      if (!own) at += taken;
    } else if (number === 0) {
      next = plain;
    } else {
      next = basic(next, number, word);
    }
  }
  return next;
}

function basic(look: Look, number: number, word: string): Look {
  if (number >= 30 && number <= 37) return { ...look, colour: number - 30 };
  if (number >= 90 && number <= 97) return { ...look, colour: number - 82 };
  if (number >= 40 && number <= 47) return { ...look, background: number - 40 };
  if (number >= 100 && number <= 107) return { ...look, background: number - 92 };
  // `4:0` is no underline; other kinds are drawn as one.
  if (word === '4:0') return { ...look, underline: false };
  const change = switches[number];
  return change === undefined ? look : { ...look, ...change };
}

/** Takes what follows 38 or 48; gives the colour and how many of the numbers it took. */
function extended(words: readonly string[], own: boolean): { colour: number | string | null; taken: number } {
  const byte = (word: string | undefined) => Math.min(255, Math.max(0, Number.parseInt(word ?? '', 10) || 0));
  if (words[0] === '5') return { colour: indexed(byte(words[1])), taken: 2 };
  if (words[0] !== '2') return { colour: null, taken: 1 };
  // With colons a colour space may stand before the three.
  const [red, green, blue] = own ? words.slice(-3) : words.slice(1, 4);
  return { colour: hex((byte(red) << 16) | (byte(green) << 8) | byte(blue)), taken: 4 };
}

/** Takes one of 256 colours; gives its place in the palette, or what it is. */
export function indexed(value: number): number | string {
  if (value < 16) return value;
  if (value >= 232) return hex((8 + (value - 232) * 10) * 0x010101);
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const cube = value - 16;
  return hex((level(Math.floor(cube / 36)) << 16) | (level(Math.floor(cube / 6) % 6) << 8) | level(cube % 6));
}

/** Takes a colour of 24 bits; gives it as pages write it. */
export function hex(value: number): string {
  return `#${value.toString(16).padStart(6, '0')}`;
}

/** Takes a look; gives the parameters of the SGR sequence that makes it out of the plain one. */
export function sgrOf(look: Look): string {
  const numbers: string[] = [];
  if (look.bold) numbers.push('1');
  if (look.faint) numbers.push('2');
  if (look.italic) numbers.push('3');
  if (look.underline) numbers.push('4');
  if (look.inverse) numbers.push('7');
  if (look.hidden) numbers.push('8');
  if (look.colour !== null) numbers.push(colourNumbers(look.colour, 38));
  if (look.background !== null) numbers.push(colourNumbers(look.background, 48));
  return numbers.join(';');
}

function colourNumbers(colour: number | string, kind: 38 | 48): string {
  if (typeof colour === 'number') return `${kind};5;${colour}`;
  const value = Number.parseInt(colour.slice(1), 16);
  return `${kind};2;${value >> 16};${(value >> 8) & 255};${value & 255}`;
}

/** Tells whether two looks are the same. */
export function isSameLook(left: Look, right: Look): boolean {
  return left === right || (left.colour === right.colour && left.background === right.background && left.bold === right.bold
    && left.faint === right.faint && left.italic === right.italic && left.underline === right.underline
    && left.inverse === right.inverse && left.hidden === right.hidden);
}
