/**
 * Letters, spaces and dashes that look like others, purely: a Cyrillic “е” in `kubectl`, a space that no command knows, a
 * long dash before an option.
 */
import { visible } from './visible.ts';

/** Scripts with letters that are drawn like Latin ones: https://www.unicode.org/reports/tr39/#Confusable_Detection */
export const foreignLetter = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\uff01-\uff5e\u{1d400}-\u{1d7ff}]/u;
export const oddSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;
export const oddDash = /(?<=^|\s)[\u2010-\u2015\u2212]{1,2}(?=[A-Za-z])/gu;

const words = /[^\s"'=:,;()<>|&]+/g;
const anyForeign = new RegExp(foreignLetter.source, 'gu');

/** Takes a text; gives its words with Latin letters and such of another script. */
export function mixedWords(text: string): RegExpExecArray[] {
  return foreignLetter.test(text) ? Array.from(text.matchAll(words)).filter(([word]) => /[A-Za-z]/.test(word) && foreignLetter.test(word)) : [];
}

/** Takes a character; gives its name as Unicode writes it: `U+0435`. */
export function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Takes a text in which nothing is hidden; gives it with each look-alike followed by what it is: `е⟦U+0435⟧`. */
export function markLookAlikes(text: string): string {
  const mark = (found: string) => Array.from(found, (character) => `${character}⟦${codeOf(character)}⟧`).join('');
  let [marked, from] = ['', 0];
  for (const { 0: word, index } of mixedWords(text)) {
    marked += text.slice(from, index) + word.replace(anyForeign, mark);
    from = index + word.length;
  }
  return (marked + text.slice(from)).replace(oddSpace, mark).replace(oddDash, mark);
}

/** Takes any text; gives it with everything that is hidden or looks like something else spelled out, and nothing that only looks like our spelling. Tabs and line ends stay. */
export function spelledOut(text: string): string {
  return markLookAlikes(visible(text.replaceAll('⟦', '⟦U+27E6⟧')));
}
