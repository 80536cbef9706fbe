/** The line of a result that shows why it was found. */
import type { Entry } from './entry.ts';
import type { QueryWord } from './query.ts';

/** A text with the places that were looked for, as offsets from and to. */
export interface Marked {
  text: string;
  marks: readonly (readonly [number, number])[];
}

export interface Snippet extends Marked {
  /** it is a line of a command */
  isCode: boolean;
}

const longest = 140;
const before = 40;

/** Takes a text and words; gives it with the places where a word of it begins with one of them. */
export function marked(text: string, words: readonly QueryWord[]): Marked {
  const lower = text.toLowerCase();
  const found = words.flatMap(({ whole, stem, parts }) => [whole, stem, ...parts].filter((word) => word.length > 1).flatMap((word) => placesOf(lower, word)));
  const marks: [number, number][] = [];
  for (const [from, to] of found.sort((left, right) => left[0] - right[0] || right[1] - left[1])) {
    const last = marks.at(-1);
    if (last === undefined || from > last[1]) marks.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return { text, marks };
}

/** Takes a result and the words that were looked for; gives its most telling line: a command when the words are in one, else prose, else what it is about. Null when it has none. */
export function snippetOf(entry: Entry, words: readonly QueryWord[]): Snippet | null {
  const lines = [
    ...entry.source.split('\n').filter((line) => line.trim() !== '').map((text) => ({ text: text.trim(), isCode: true })),
    ...(entry.expect === '' ? [] : [{ text: entry.expect, isCode: true }]),
    ...[...entry.prose, ...entry.rows].map((text) => ({ text, isCode: false })),
    ...entry.parameters.map((text) => ({ text, isCode: false })),
  ];
  let best: Snippet | null = null;
  let most = -1;
  for (const { text, isCode } of lines) {
    const found = marked(isCode ? text : withoutBackticks(text), words);
    const count = words.filter(({ whole, stem }) => text.toLowerCase().includes(whole) || text.toLowerCase().includes(stem)).length;
    if (count <= most) continue;
    most = count;
    best = { ...cut(found), isCode };
  }
  return best;
}

/** Takes a paragraph; gives it without the backticks that tell code from prose. */
export function withoutBackticks(text: string): string {
  return text.replaceAll('`', '');
}

/** Takes a marked text; gives no more of it than fits a line, from just before the first mark. */
export function cut({ text, marks }: Marked): Marked {
  if (text.length <= longest) return { text, marks };
  const first = marks[0]?.[0] ?? 0;
  const from = first <= before ? 0 : Math.max(text.lastIndexOf(' ', first - before) + 1, first - 2 * before);
  const lead = from === 0 ? '' : '…';
  const shown = text.slice(from, from + longest);
  const moved = marks.map(([start, end]) => [start - from + lead.length, Math.min(end - from, longest) + lead.length] as const).filter(([start, end]) => start >= lead.length && start < end);
  return { text: `${lead}${shown}${from + longest < text.length ? '…' : ''}`, marks: moved };
}

function placesOf(lower: string, word: string): [number, number][] {
  const found: [number, number][] = [];
  for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + word.length)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(lower[at - 1] ?? '')) found.push([at, at + word.length]);
  }
  return found;
}
