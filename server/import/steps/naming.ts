/** Ids and titles of steps. An id comes from the text alone, so that it is the same whenever the page is imported. */
import { nameOf } from '../commands/looks.ts';

const longestTitle = 80;

/** Takes words; gives an id of at most five of them, empty when there are none to use. */
export function idOf(words: string): string {
  const parts = words.normalize('NFKD').toLowerCase().replace(/['’]/g, '').replace(/[^a-z0-9]+/g, ' ').trim().split(' ').filter((part) => part !== '' && !/^(?:the|a|an|to|of|for|and|in|on|with|your|this)$/.test(part));
  while (/^\d/.test(parts[0] ?? '')) parts.shift();
  return parts.slice(0, 5).join('-').slice(0, 50).replace(/-+$/, '');
}

/** Takes what a page says of a command; gives it as a title, or null when it is none: too long, or several sentences. */
export function titleOf(said: string): string | null {
  const text = clean(said).replace(/[\s:.,;–—-]+$/, '').trim();
  return text === '' || text.length > longestTitle || /[.!?]\s+\S/.test(text) && !/^\d+\.\s/.test(text) || !/[a-z]/i.test(text) ? null : text;
}

/** Takes a command; gives its tool, verb and what it acts on. */
export function shortCommand(source: string): string {
  const line = source.split('\n').find((each) => each.trim() !== '' && !/^\s*#/.test(each)) ?? '';
  const set = /^(?:export\s+)?([A-Za-z_]\w*)=/.exec(line.trim())?.[1];
  if (set !== undefined && !/=\S*\s+\w/.test(line.replace(/"[^"]*"|'[^']*'|\$\([^)]*\)/g, ''))) return `Set ${set}`;
  const name = nameOf(line);
  const words = line.slice(Math.max(0, line.indexOf(name))).split(/\s+/).filter((word) => /^[\w./:@=-]+$/.test(word) && !word.startsWith('-'));
  return clean((words.length === 0 ? line.trim() : words.slice(0, 4).join(' ')).slice(0, longestTitle)) || 'command';
}

/** Takes a key and its value; gives them as a fence's metastring has them. */
export function metaWord(key: string, value: string): string {
  return `${key}="${clean(value).replace(/[\\"]/g, '\\$&')}"`;
}

/** A fence's line may hold no backtick, and nothing that nobody sees. */
function clean(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, ' ').replaceAll('`', '').replace(/\s+/g, ' ').trim();
}

/** Ids that are taken. */
export class Ids {
  readonly #taken = new Set<string>();
  /** the number that was given last, by the id before it */
  readonly #last = new Map<string, number>();

  /** Takes ids in order of liking; gives the first that is free, numbered when none is. */
  take(wanted: readonly string[]): string {
    const usable = wanted.filter((id) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id));
    const base = usable[0] ?? 'command';
    let id = usable.find((each) => !this.#taken.has(each)) ?? base;
    for (let count = (this.#last.get(base) ?? 1) + 1; this.#taken.has(id); count += 1) {
      id = `${base}-${count}`;
      this.#last.set(base, count);
    }
    this.#taken.add(id);
    return id;
  }
}
