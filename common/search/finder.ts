/** Answers whatever somebody typed or pasted: words, a message, or what runs on something. */
import { isMessage } from './error-message.ts';
import { entriesOf, type Entry } from './entry.ts';
import type { SearchContent } from './content.ts';
import { isAct, MessageIndex, type Spoken } from './message-index.ts';
import { type QueryWord, readQuery } from './query.ts';
import { SearchIndex } from './search-index.ts';
import type { TouchKind } from './touch.ts';
import { type Group, type Thing, TouchIndex } from './touch-index.ts';

export type Answer =
  /** `things`: what is called so, and what runs on it may be asked for */
  | { kind: 'words'; words: readonly QueryWord[]; things: readonly Thing[]; entries: readonly Entry[] }
  /** `entries`: what only has words of the message, or is about the things that it names, which `things` tells */
  | { kind: 'message'; spoken: readonly Spoken[]; words: readonly QueryWord[]; entries: readonly Entry[]; things: readonly Thing[] }
  | { kind: 'touches'; of: TouchKind; name: string; groups: readonly Group[] };

/** Results that are shown at most, and things to ask for beside them. */
const mostResults = 24;
const mostThings = 3;
/** Results that only have words of a message: alone, and below those that mention it. */
const mostClose = 24;
const mostBeside = 6;
/** Of those that have its words, how many are weighed by what the message names. */
const mostWeighed = 200;
/** What touching a thing that the message names counts, where the best fit of words is 1. */
const ofThing = 0.6;
/** The same of a heading about what goes wrong, in a runbook that the message names or that is open. */
const ofTroubleThere = 0.4;
/** What is quoted in a runbook is a message from so many words on; UTF-16 units of what is looked up so. */
const fewestInMessage = 3;
const longestTyped = 400;
/** Entries read at a time, so that the page can draw and take keys in between. */
const atOnce = 100;

export class Finder {
  readonly touches: TouchIndex;
  readonly #words: SearchIndex;
  readonly #messages: MessageIndex;
  readonly #byAddress: ReadonlyMap<string, Entry>;
  /** by runbook, its first heading about what goes wrong */
  readonly #trouble: ReadonlyMap<string, Entry>;

  private constructor(words: SearchIndex, messages: MessageIndex) {
    this.#words = words;
    this.#messages = messages;
    this.touches = new TouchIndex(words.entries);
    this.#byAddress = new Map(words.entries.map((entry) => [entry.href, entry]));
    this.#trouble = new Map(words.entries.filter(({ kind, trouble }) => kind === 'procedure' && trouble).reverse().map((entry) => [entry.runbook, entry]));
  }

  /** Takes what search is made from and what gives the page time for other things; gives the finder, made piece by piece. */
  static async make(content: SearchContent, pause: () => Promise<void>): Promise<Finder> {
    const entries = entriesOf(content);
    const words = new SearchIndex(entries);
    const messages = new MessageIndex();
    for (let at = 0; at < entries.length; at += atOnce) {
      await pause();
      words.add(at, Math.min(at + atOnce, entries.length));
      messages.add(entries.slice(at, at + atOnce));
    }
    return new Finder(words, messages);
  }

  /** Takes an address on the site with its anchor; gives what stands there, if search knows it. */
  at(href: string): Entry | undefined {
    return this.#byAddress.get(href);
  }

  /** Takes what was typed or pasted, and the address of the page that is open, if any; gives the answer, the best first. */
  answer(text: string, page = ''): Answer {
    const query = readQuery(text);
    if (query.kind === 'touches') return { kind: 'touches', of: query.of, name: query.name, groups: this.touches.runningOn(query.of, query.name) };
    const { words } = query;
    const quoting = words.length > 1 && text.length <= longestTyped ? this.#messages.quoting(text) : null;
    if (isMessage(text) || (quoting?.whole === true && words.length >= fewestInMessage)) return this.#ofMessage(text, words, this.#byAddress.get(page)?.runbook ?? '');
    const entries = [...new Set([...quoting?.entries ?? [], ...this.#find(text)])].slice(0, mostResults);
    return { kind: 'words', words, things: this.touches.called(text, mostThings), entries };
  }

  /** What changes something is never the first that is offered for a message: one looks before one acts. */
  #ofMessage(text: string, words: readonly QueryWord[], here: string): Answer {
    const named = this.#messages.named(text, here);
    const found = this.#messages.find(text, named, mostResults);
    const spoken = [true, false].flatMap((trouble) => {
      const part = found.filter((one) => one.trouble === trouble);
      const [first] = part;
      return looked(part, ({ entry }) => entry, () => (first === undefined ? [] : [{ ...first, entry: this.#messages.lookFirst(first.entry) }]));
    });
    const mentioned = new Set(spoken.map(({ entry }) => entry));
    const things = this.touches.namedIn(named.words, mostThings);
    const close = this.#close(text, named.runbooks, things).filter((entry) => !mentioned.has(entry)).slice(0, mostClose);
    const entries = looked(close, (entry) => entry, () => close.slice(0, 1).map((entry) => this.#messages.lookFirst(entry)));
    return { kind: 'message', spoken, words, entries: entries.slice(0, spoken.length > 0 ? mostBeside : mostClose), things };
  }

  /** What has words of a message, or touches what it names; what is about that, and what only looks, first. */
  #close(text: string, runbooks: ReadonlyMap<string, number>, things: readonly Thing[]): Entry[] {
    const scores = new Map<Entry, number>();
    const count = (entry: Entry, score: number): void => {
      const worth = (1 + 2 * (runbooks.get(entry.runbook) ?? 0)) * (entry.trouble ? 1.5 : 1) * (isAct(entry) || entry.runbook === '' ? 0.3 : 1);
      scores.set(entry, (scores.get(entry) ?? 0) + worth * score);
    };
    const found = this.#words.search(text, mostWeighed);
    const best = found[0]?.score ?? 1;
    for (const { entry, score } of found) count(entry, score / best);
    for (const [runbook] of runbooks) {
      const trouble = this.#trouble.get(runbook);
      if (trouble !== undefined) count(trouble, ofTroubleThere);
    }
    for (const { steps } of things) for (const step of steps) count(step, ofThing);
    return [...scores].sort((left, right) => right[1] - left[1]).map(([entry]) => entry);
  }

  #find(text: string): Entry[] {
    return this.#words.search(text, mostResults).map(({ entry }) => entry);
  }
}

/** Takes a list; gives it with the first that changes nothing in front, or behind what stands in for it. */
function looked<Item>(list: readonly Item[], entryOf: (item: Item) => Entry, instead: () => readonly Item[]): Item[] {
  const at = list.findIndex((item) => !isAct(entryOf(item)));
  const first = at === -1 ? instead() : list.slice(at, at + 1);
  return [...first, ...list.filter((item) => !first.includes(item))];
}
