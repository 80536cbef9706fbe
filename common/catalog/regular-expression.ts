/** A regular expression as an author writes it: JavaScript's, with the `u` flag, which refuses what other engines would read otherwise. */

/** Takes text; tells whether it is one. */
export function isRegExp(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
