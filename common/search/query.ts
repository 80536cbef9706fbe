/** What somebody typed, read: words to look for, or something that steps touch. */
import { partsOf, stemOf, wordsOf } from './tokens.ts';
import { type TouchKind, touchKindOf } from './touch.ts';

export interface QueryWord {
  /** in lower case */
  whole: string;
  parts: readonly string[];
  /** without its ending; the same as `whole` when it has none */
  stem: string;
  /** it is the last one and may go on */
  open: boolean;
}

export type Query = { kind: 'words'; words: readonly QueryWord[] } | { kind: 'touches'; of: TouchKind; name: string };

/** Words that say nothing where there are others. */
export const smallWords: ReadonlySet<string> = new Set('a an and any are at be by can do does for from how i in into is it its me my of on or our should that the there this to was we what when where which who why with you your'.split(' '));
const mostWords = 12;

/** Takes what was typed; gives what it asks for. `namespace:prompt-redis` and the like ask for what touches it. */
export function readQuery(text: string): Query {
  const asked = /^([A-Za-z]+):\s*(\S.*)$/.exec(text.trim());
  const kind = asked === null ? null : touchKindOf(asked[1] ?? '');
  if (kind !== null) return { kind: 'touches', of: kind, name: asked?.[2] ?? '' };
  const open = !/\s$/.test(text);
  const typed = wordsOf(text);
  const all = typed.map((word, at): QueryWord => {
    const whole = word.toLowerCase();
    return { whole, parts: partsOf(word), stem: stemOf(whole), open: open && at === typed.length - 1 };
  });
  // One letter behind other words is only the beginning of the next.
  const telling = all.filter(({ whole, open: last }) => (last ? all.length === 1 || whole.length > 1 : !smallWords.has(whole)));
  return { kind: 'words', words: (telling.some(({ whole }) => !smallWords.has(whole)) ? telling : all).slice(0, mostWords) };
}
