/**
 * Control sequences in a program's output: what they are is told here, what they do elsewhere. Strings (OSC and the like)
 * end with their terminator or, since output is read by lines here, with the line.
 * Shapes: ECMA-48, section 5.4 (control sequences) and 5.6 (control strings); xterm also ends an OSC with BEL.
 */
import { applySgr, type Look, plain, sgrOf } from './look.ts';

/** What one row leaves to the next: how text looks, and whether it ended inside a string that is not shown. */
export interface Carry {
  readonly look: Look;
  readonly inString: boolean;
}

export const noCarry: Carry = { look: plain, inString: false };

/** A sequence from its ESC on: 1 and 2 are the parameters and the last byte of a control sequence, 3 how a string ends, if it does. */
const sequence = /\u001b(?:\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])|\[[\x20-\x3f]*|[\]PX^_][^\x07\x18\x1a\x1b\n]*(\x07|\x18|\x1a|\x1b\\|(?=[\x1b\n])|$)|[\x20-\x2f]*[\x30-\x7e]|)/;
const everySequence = new RegExp(sequence, 'g');
const sequenceHere = new RegExp(sequence, 'y');
/** The rest of a string that began before, and how it ends, if it does. */
const stringRest = /^[^\x07\x18\x1a\x1b\n]*(\x07|\x18|\x1a|\x1b\\|(?=[\x1b\n])|$)/;

/** Takes what a row left, packed; gives it. */
export function unpackCarry(packed: string): Carry {
  const inString = packed.startsWith(']');
  return { look: applySgr(plain, inString ? packed.slice(1) : packed), inString };
}

/** Packs what a row leaves into a few characters. */
export function packCarry({ look, inString }: Carry): string {
  return (inString ? ']' : '') + sgrOf(look);
}

/** Takes text and whether it begins inside a string; gives where that string ends, and whether the text ends before it does. */
export function skipString(text: string, inString: boolean): { end: number; open: boolean } {
  const found = inString ? stringRest.exec(text) : null;
  const end = found?.[0].length ?? 0;
  return { end, open: found !== null && found[1] === '' && end === text.length };
}

/** A sequence as `readSequence` found it. */
export interface Sequence {
  /** where what follows it begins */
  readonly end: number;
  /** of a control sequence; else empty */
  readonly parameters: string;
  /** last byte of a control sequence, which says what it does; else empty */
  readonly final: string;
  /** a string that the text ends in the middle of */
  readonly open: boolean;
}

/** Takes text and where an ESC stands in it; gives the sequence that begins there. */
export function readSequence(text: string, at: number): Sequence {
  sequenceHere.lastIndex = at;
  const found = sequenceHere.exec(text);
  if (found === null) return { end: at + 1, parameters: '', final: '', open: false };
  const end = at + found[0].length;
  return { end, parameters: found[1] ?? '', final: found[2] ?? '', open: found[3] === '' && end === text.length };
}

/** Takes what came before and text (whole rows, decoded in any way that leaves ASCII alone); gives what it leaves to the text after it. */
export function carryAfter(carry: Carry, text: string): Carry {
  let { look } = carry;
  let { end: at, open } = skipString(text, carry.inString);
  // Every ESC ends what was before it, so nothing before the last reset matters.
  const reset = Math.max(text.lastIndexOf('\u001b[0m'), text.lastIndexOf('\u001b[m'));
  if (reset !== -1) look = plain;
  at = Math.max(at, reset);
  for (at = text.indexOf('\u001b', at); at !== -1; at = text.indexOf('\u001b', at)) {
    const found = readSequence(text, at);
    if (found.final === 'm') look = applySgr(look, found.parameters);
    open = found.open;
    at = found.end;
  }
  return { look, inString: open };
}

/** Takes text that begins outside strings; gives it without sequences. */
export function withoutSequences(text: string): string {
  return text.includes('\u001b') ? text.replace(everySequence, '') : text;
}
