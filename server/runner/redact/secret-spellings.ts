/**
 * The ways a known secret may stand in output, purely: as it is, and as programs write it that encode what they print. Text is
 * latin-1, one character a byte (redact.ts). What lies across coloured letters or a wrapped line is not found.
 */

import { windowLength } from './needle-search.ts';

/** What stands in a secret's place. */
export const hidden = '[hidden]';
/** A shorter one would hide ordinary words. */
export const shortestSecret = windowLength;
/** A longer one is no password or token, and would only make everything slow. */
export const longestSecret = 4096;

/** Takes a value; tells whether it can be hidden by its value without hiding what is no secret: neither too short nor one word or number. */
export function canBeHidden(value: string): boolean {
  return value.length >= shortestSecret && value.length <= longestSecret && value.trim() === value && !/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d+)$/.test(value);
}

/** Takes a secret; gives every spelling, longest first, as latin-1 text. None is shorter than `shortestSecret`. */
export function spellings(value: string): string[] {
  const plain = latin(value);
  const all = [
    // A terminal ends lines with both.
    plain, plain.replaceAll('\n', '\r\n'),
    ...urlEncoded(value), ...jsonEscaped(value).map(latin), ...base64(plain), ...base64(`${plain}\n`),
  ];
  return [...new Set(all)].filter((spelling) => spelling.length >= shortestSecret).sort((one, other) => other.length - one.length);
}

/** With what encodeURIComponent leaves alone and others do not (RFC 3986, section 2.2), in either case of hexadecimal digits, and as forms do. */
function urlEncoded(value: string): string[] {
  const usual = encodeURIComponent(value.toWellFormed());
  const strict = usual.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return [usual, strict, usual.replaceAll('%20', '+'), strict.replaceAll('%20', '+')].flatMap((text) => [text, text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

function jsonEscaped(value: string): string[] {
  const usual = JSON.stringify(value).slice(1, -1);
  const ascii = usual.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [usual, usual.replaceAll('/', '\\/'), ascii, ascii.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`)];
}

/**
 * In base64 a value looks different at each of three places of what surrounds it. Its characters at either end share bits with
 * that; those between are its own, and enough to know it by. Alone, with the end that only then is its own, it is hidden whole.
 */
function base64(plain: string): string[] {
  const own = [0, 1, 2].map((before) => {
    const text = Buffer.from('\0'.repeat(before) + plain, 'latin1').toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + plain.length) * 8) / 6));
  });
  const alone = Buffer.from(plain, 'latin1').toString('base64');
  return [alone, alone.replace(/=+$/, ''), ...own].flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** Takes text; gives its UTF-8 bytes, one character each. */
export function latin(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
