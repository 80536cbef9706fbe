/**
 * How many cells of a terminal a character takes: as `wcwidth` of the C library says it to the programs in the sandbox
 * (glibc, which makes it of Unicode's East Asian widths and general categories: localedata/unicode-gen/utf8_gen.py).
 * A terminal that counts otherwise puts the cursor in the wrong place.
 */

/** East Asian Wide and Fullwidth, and hexagrams, of Unicode 15 (EastAsianWidth.txt), where they are no emoji: first and last. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2329, 0x232a], [0x2e80, 0x303e], [0x3041, 0x33ff], [0x3400, 0x4dff], [0x4e00, 0xa4cf], [0xa960, 0xa97c], [0xac00, 0xd7a3],
  [0xf900, 0xfaff], [0xfe10, 0xfe19], [0xfe30, 0xfe6b], [0xff01, 0xff60], [0xffe0, 0xffe6], [0x16fe0, 0x16fe3], [0x16ff0, 0x16ff1], [0x17000, 0x18d08],
  [0x1aff0, 0x1b2fb], [0x1f200, 0x1f265], [0x20000, 0x2fffd], [0x30000, 0x3fffd],
];
/** Hangul medial vowels and final consonants join the one before. */
const joining = /[\u1160-\u11ff\ud7b0-\ud7fb]/u;
/** Of the characters that are only for format, these are drawn. */
const drawn = /[\u00ad\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;
const nothing = /[\p{Mn}\p{Me}\p{Cf}]/u;
const emoji = /\p{Emoji_Presentation}/u;
/** Flags are made of two of these, each of one cell. */
const regional = { from: 0x1f1e6, to: 0x1f1ff } as const;

const known = new Map<number, 0 | 1 | 2>();

/** Takes a code point; gives its cells. A control character takes none. */
export function cellWidth(point: number): 0 | 1 | 2 {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return 0;
  if (point < 0x300) return 1;
  const before = known.get(point);
  if (before !== undefined) return before;
  const width = counted(point);
  known.set(point, width);
  return width;
}

function counted(point: number): 0 | 1 | 2 {
  const character = String.fromCodePoint(point);
  if (joining.test(character) || (nothing.test(character) && !drawn.test(character))) return 0;
  if (wide.some(([from, to]) => point >= from && point <= to)) return 2;
  return emoji.test(character) && (point < regional.from || point > regional.to) ? 2 : 1;
}
