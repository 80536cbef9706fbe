/**
 * Characters that nobody sees: controls, zero-width characters, fillers, and those that turn the direction of writing. What a
 * page shows must be what it says, in commands and in prose, so a runbook holds none, written out or as an entity.
 * Bidirectional controls: https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
/** A zero-width joiner makes one picture of several. */
const joined = /\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?$/u;

export interface HiddenCharacter {
  /** in UTF-16 units */
  offset: number;
  /** as Unicode names it: `U+200B` */
  name: string;
}

/** Takes a text; gives the hidden characters in it, in order. Tabs, line ends and joined pictures are none. */
export function hiddenIn(text: string): HiddenCharacter[] {
  return Array.from(text.matchAll(hidden)).filter(({ 0: character, index }) => !(character === '\u200d' && joins(text, index)))
    .map(({ 0: character, index }) => ({ offset: index, name: `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}` }));
}

function joins(text: string, at: number): boolean {
  return joined.test(text.slice(Math.max(0, at - 4), at)) && /^\p{Extended_Pictographic}/u.test(text.slice(at + 1, at + 3));
}
