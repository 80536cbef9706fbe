/**
 * A file as text to edit, purely. A text field knows no line end but LF, so which ones a file has is kept beside its text and
 * put back when it is saved.
 */

export interface TextFile {
  /** with LF for every line end */
  text: string;
  /** `mixed` is saved with LF: what that changes is seen before saving */
  ends: 'lf' | 'crlf' | 'mixed';
}

/** Takes a file's bytes; gives its text, or null when it is none: not UTF-8, or with NUL in it. */
export function textOf(bytes: Uint8Array): TextFile | null {
  const raw = decoded(bytes);
  if (raw === null || raw.includes('\0')) return null;
  const text = raw.replace(/\r\n?/g, '\n');
  if (text === raw) return { text, ends: 'lf' };
  return { text, ends: text.replaceAll('\n', '\r\n') === raw ? 'crlf' : 'mixed' };
}

/** Takes a text and the line ends it is to have; gives it with them. */
export function withEnds(text: string, ends: TextFile['ends']): string {
  return ends === 'crlf' ? text.replaceAll('\n', '\r\n') : text;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    // A byte order mark is a character of the file like any other: it must be there again when the file is saved.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Takes base64; gives its bytes. */
export function bytesOfBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
}

/** As many arguments as a function call surely takes. */
const atOnce = 8_192;

/** Takes bytes; gives them in base64. */
export function base64OfBytes(bytes: Uint8Array): string {
  let latin1 = '';
  for (let at = 0; at < bytes.length; at += atOnce) latin1 += String.fromCharCode(...bytes.subarray(at, at + atOnce));
  return btoa(latin1);
}

/** Takes a number of bytes; gives it as a person reads it. */
export function sizeSaid(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  if (power === 0) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power] ?? ''}`;
}
