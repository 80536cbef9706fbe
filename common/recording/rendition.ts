/** How text looks after a “select graphic rendition” sequence (ECMA-48 section 8.3.117; colours as xterm has them). Pure. */
import { cubeColour, type Look, plain, rgbColour } from './snapshot.ts';

/** What the sequences so far have set. */
export interface Rendition extends Look {
  inverse: boolean;
  hidden: boolean;
}

export const noRendition: Rendition = { ...plain, inverse: false, hidden: false };

const changes: Readonly<Record<number, Partial<Rendition>>> = {
  0: noRendition, 1: { bold: true }, 2: { faint: true }, 3: { italic: true }, 4: { underline: true }, 7: { inverse: true }, 8: { hidden: true },
  21: { underline: true }, 22: { bold: false, faint: false }, 23: { italic: false }, 24: { underline: false }, 27: { inverse: false }, 28: { hidden: false },
  39: { colour: null }, 49: { background: null },
};

/** Takes how text looks and the parameters of a sequence; gives how it looks after it. */
export function renditionAfter(before: Rendition, parameters: string): Rendition {
  const after = { ...before };
  const groups = parameters.split(';').map((group) => group.split(':').map(Number));
  for (let at = 0; at < groups.length; at += 1) {
    const [code = 0, ...rest] = groups[at] ?? [];
    if (code === 38 || code === 48) {
      // `38;5;n` and `38;2;r;g;b` take parameters of their own; `38:5:n` brings them along.
      const given = rest.length > 0 ? rest : groups.slice(at + 1, at + 5).map(([value = 0]) => value);
      const { colour, taken } = colourFrom(given, rest.length > 0);
      if (rest.length === 0) at += taken;
      after[code === 38 ? 'colour' : 'background'] = colour ?? after[code === 38 ? 'colour' : 'background'];
    } else if (code === 4 && rest[0] === 0) after.underline = false;
    else Object.assign(after, changes[code] ?? paletteChange(code));
  }
  return after;
}

/** Takes what is set; gives the look of text. */
export function lookOf({ colour, background, bold, faint, italic, underline, inverse }: Rendition): Look {
  const look = { colour, background, bold, faint, italic, underline };
  return inverse ? { ...look, colour: background ?? 'inverse', background: colour ?? 'inverse' } : look;
}

function paletteChange(code: number): Partial<Rendition> {
  if (code >= 30 && code <= 37) return { colour: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { colour: code - 82 };
  if (code >= 100 && code <= 107) return { background: code - 92 };
  return {};
}

function colourFrom([kind, ...values]: number[], brought: boolean): { colour: number | string | null; taken: number } {
  const byte = (value: number | undefined) => Math.max(0, Math.min(255, Math.trunc(value ?? 0) || 0));
  if (kind === 5) return { colour: cubeColour(byte(values[0])), taken: 2 };
  if (kind !== 2) return { colour: null, taken: 1 };
  // `38:2::r:g:b` names a colour space before the colours.
  const [red, green, blue] = brought && values.length > 3 ? values.slice(1) : values;
  return { colour: rgbColour((byte(red) << 16) | (byte(green) << 8) | byte(blue)), taken: 4 };
}
