/**
 * Paths in a workspace, purely. A file may be called anything but `/` and NUL, so a path is bytes; here it is a text of one
 * character a byte (latin-1), relative to the workspace, empty for the workspace itself. Over JSON and in addresses it goes
 * as an id: base64url (RFC 4648, section 5) of its bytes.
 */
import { visible } from './catalog/visible.ts';

/** As the kernel takes them: `man 7 path_resolution`, PATH_MAX and NAME_MAX. */
const longestPath = 4_095;
const longestName = 255;

/** One character of UTF-8 (the Unicode standard, table 3-7), or else one byte. */
const character = /[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** Takes an id; gives the path it stands for, or null when it stands for none in a workspace. */
export function pathOfId(id: string): string | null {
  if (!/^[\w-]*$/.test(id) || id.length > longestPath * 2) return null;
  try {
    const path = atob(id.replaceAll('-', '+').replaceAll('_', '/'));
    return isPath(path) && idOfPath(path) === id ? path : null;
  } catch {
    return null;
  }
}

/** Takes a path; gives its id. */
export function idOfPath(path: string): string {
  return btoa(path).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Takes text as a person writes it; gives its bytes. */
export function bytesOfText(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

/** Takes bytes; tells whether they are the path of something in a workspace: relative, no `.`, no `..`, not too long. */
export function isPath(path: string): boolean {
  if (path === '') return true;
  return path.length <= longestPath && !/[\0\u0100-\uffff]/.test(path)
    && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && name.length <= longestName);
}

/** Takes a folder's path and bytes below it; gives the path of both. */
export function below(folder: string, rest: string): string {
  return folder === '' || rest === '' ? folder + rest : `${folder}/${rest}`;
}

/** Takes a path; gives it as text in one line. Bytes that are no UTF-8 and characters nobody sees are written as `⟦0xFF⟧`, `⟦U+000A⟧`. */
export function shownPath(path: string): string {
  const text = path.replace(character, (bytes) => {
    if (bytes.length === 1 && bytes > '\x7f') return `⟦0x${bytes.charCodeAt(0).toString(16).toUpperCase()}⟧`;
    return bytes.length === 1 ? bytes : new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
  });
  return visible(text).replaceAll('\t', '⟦U+0009⟧').replaceAll('\n', '⟦U+000A⟧');
}

/** Takes a path; gives the name at its end, shown. */
export function shownName(path: string): string {
  return shownPath(path.slice(path.lastIndexOf('/') + 1));
}
