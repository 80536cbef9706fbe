/**
 * The index: entries by the words they hold. Words are looked for all together first, then with room for a slip of the finger,
 * then any of them. MiniSearch ranks (BM25+); what is called just as it was typed comes before everything.
 */
import MiniSearch, { type Query as MiniQuery, type SearchOptions } from 'minisearch';
import type { Entry } from './entry.ts';
import { type Query, type QueryWord, readQuery } from './query.ts';
import { termsOf } from './tokens.ts';

export interface Found {
  entry: Entry;
  score: number;
}

interface Document {
  id: number;
  title: string;
  name: string;
  within: string;
  command: string;
  parameters: string;
  said: string;
  prose: string;
}

const fields = ['title', 'name', 'within', 'command', 'parameters', 'said', 'prose'] as const;
/** How much a word counts by where it stands. */
const boost: Record<(typeof fields)[number], number> = { title: 8, name: 6, within: 2, command: 3, parameters: 2, said: 2, prose: 1 };
/** Where a word of prose stands, in which a finger may slip. */
const prose = ['title', 'within', 'prose'];
const weight: Readonly<Record<Entry['kind'], number>> = { runbook: 1.3, procedure: 1.15, step: 1.2, page: 0.45, section: 0.4 };
/** So few letters are in everything: only what is called so is meant. */
const shortest = 2;
/** With fewer results than this, slips are allowed for. */
const fewest = 3;

const options = {
  fields: [...fields], tokenize: termsOf, processTerm: (term: string) => term,
  searchOptions: { tokenize: (text: string) => [text], processTerm: (term: string) => term, boost },
};

export class SearchIndex {
  readonly entries: readonly Entry[];
  readonly #mini = new MiniSearch<Document>(options);

  /** Takes entries; gives an index of none of them yet. */
  constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }

  /** Takes from where and up to where; puts those entries into the index. */
  add(from: number, to: number): void {
    this.#mini.addAll(this.entries.slice(from, to).map((entry, at) => documentOf(entry, from + at)));
  }

  /** Takes what was typed and how many results are wanted; gives the best first. What asks for touches gives none. */
  search(text: string, most: number): Found[] {
    const query = readQuery(text);
    if (query.kind !== 'words' || query.words.length === 0) return [];
    const all = this.#ask(query, 'AND', false);
    const close = all.length >= fewest ? all : merge(all, this.#ask(query, 'AND', true));
    const found = close.length > 0 ? close : this.#ask(query, 'OR', true);
    return found.sort((left, right) => right.score - left.score).slice(0, most);
  }

  #ask({ words }: Extract<Query, { kind: 'words' }>, combineWith: 'AND' | 'OR', slips: boolean): Found[] {
    const typed = words.map(({ whole }) => whole).join(' ');
    return this.#mini.search({ combineWith, queries: words.map((word) => queryOf(word, slips)) }).flatMap(({ id, score }) => {
      const entry = this.entries[Number(id)];
      return entry === undefined ? [] : [{ entry, score: score * weight[entry.kind] * closeness(entry, typed, words) }];
    });
  }
}

function queryOf({ whole, parts, stem, open }: QueryWord, slips: boolean): MiniQuery {
  const begins: Partial<SearchOptions> = { prefix: open || whole.length > shortest };
  const short = whole.length <= shortest ? { fields: ['title', 'name'] } : {};
  const [last = '', ...before] = [...parts].reverse();
  return {
    combineWith: 'OR',
    queries: [
      { queries: [whole], ...begins, ...short },
      ...(stem === whole ? [] : [{ queries: [stem], prefix: true }]),
      ...(parts.length === 0 ? [] : [{ combineWith: 'AND' as const, queries: [...before.map((part) => ({ queries: [part] })), { queries: [last], prefix: open && last.length > shortest }] }]),
      // A command is typed as it is: `pods` is no slip of `pod-0`.
      ...(slips && /^\p{L}{4,}$/u.test(whole) ? [{ queries: [whole], fuzzy: whole.length < 6 ? 1 : 2, fields: prose }] : []),
    ],
  };
}

/** What is called just as it was typed is surely meant; what begins so, or has it in its name, probably. */
function closeness({ title, name, kind }: Entry, typed: string, words: readonly QueryWord[]): number {
  const called = title.toLowerCase();
  const isHandbook = kind === 'page' || kind === 'section';
  if (called === typed || (name !== '' && name === typed.replaceAll(' ', '-'))) return isHandbook ? 3 : 10;
  if (called.startsWith(typed)) return 3;
  if (called.includes(typed)) return 2;
  return words.every(({ whole, stem }) => called.includes(whole) || called.includes(stem)) ? 1.6 : 1;
}

function merge(first: Found[], more: readonly Found[]): Found[] {
  const known = new Set(first.map(({ entry }) => entry));
  // A slip counts less than what was typed.
  return [...first, ...more.filter(({ entry }) => !known.has(entry)).map((found) => ({ ...found, score: found.score * 0.3 }))];
}

function documentOf(entry: Entry, id: number): Document {
  const { title, name, within, source, parameters, expect, prose: words, rows } = entry;
  return { id, title, name, within: within.join(' '), command: source, parameters: parameters.join(' '), said: expect, prose: [...words, ...rows].join('\n') };
}
