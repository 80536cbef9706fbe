/**
 * Words of prose and of commands. A command's word is kept whole (`prompt-redis-0`, `--sort-by`, `instrument:lsstcam`,
 * `/workspace/phalanx`) and in its parts; a word of prose also without its ending, so that “creating” finds “create”.
 */

/** Longer ones are keys and blobs that nobody types. */
const longest = 80;
/** With the signs around it. A line of ten thousand dashes is no word, and trimming it takes the square of its length. */
const longestWritten = 400;
const apostrophes = /[’']s?(?=\s|$)/g;
const word = /[^\s"'`“”‘’()[\]{}<>|,;=!?&*\\]+/g;
/** Signs around a word that are not its own; `--flag` and `/path` begin with theirs. */
const edges = /^[.:…–—~+$#@%^]+|^-+(?![a-z-])|[.:/…–—~+$#@%^-]+$/gi;

/** Takes a text; gives its words in order, each whole and as written. */
export function wordsOf(text: string): string[] {
  const found = text.normalize('NFKC').replace(apostrophes, ' ').match(word) ?? [];
  return found.filter((one) => one.length <= longestWritten).map((one) => one.replace(edges, '')).filter((one) => one !== '' && one.length <= longest && /[\p{L}\p{N}]/u.test(one));
}

/** Takes a whole word as written; gives its parts in lower case: at signs between letters, and where `ScaledJob` begins anew. One that has no parts gives none. */
export function partsOf(whole: string): string[] {
  const parts = whole.replace(/(\p{Ll}|\d)(?=\p{Lu})/gu, '$1 ').replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
  return parts.length > 1 || parts[0] !== whole.toLowerCase() ? parts : [];
}

/** Takes a word in lower case; gives it without the ending that English gives it. Short ones, and those with signs in them, stay. */
export function stemOf(lower: string): string {
  if (lower.length < 5 || !/^\p{L}+$/u.test(lower)) return lower;
  return lower.replace(/(?:ings?|ed|e?s|e)$/, (ending) => (ending === 's' && /ss$/.test(lower) ? ending : ''));
}

/** Takes a text; gives all that it is found by: words, parts and stems, in lower case. */
export function termsOf(text: string): string[] {
  return wordsOf(text).flatMap((whole) => {
    const lower = whole.toLowerCase();
    const parts = partsOf(whole).filter((part) => part.length > 1);
    return [...new Set([lower, ...parts, ...[lower, ...parts].map(stemOf)])];
  });
}
