/** Finding plain text in a row, the same way in the runner, which counts, and in the page, which marks. Pure. */

/** Takes text to look for and whether capitals matter; gives what finds it: places as [begin, end) in UTF-16 units, in order, none overlapping. */
export function finder(wanted: string, capitals: boolean): (text: string) => [number, number][] {
  const needle = capitals ? wanted : fold(wanted);
  return (text) => {
    const found: [number, number][] = [];
    if (needle === '') return found;
    const folded = capitals ? text : fold(text);
    for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, at + needle.length)) found.push([at, at + needle.length]);
    return found;
  };
}

/** Takes text; gives it in small letters, of the same length: places in one are places in the other. */
export function fold(text: string): string {
  const small = text.toLowerCase();
  if (small.length === text.length) return small;
  return Array.from(text, (character) => (character.toLowerCase().length === character.length ? character.toLowerCase() : character)).join('');
}
