/**
 * Finds where runbooks speak of a message. To speak of it is to have all of something quoted from it, or several telling words
 * of it in a row; words that are in messages of every kind are not enough. A word counts the more the rarer it is (inverse
 * document frequency), and what is about things that the message names, or is on the page that is open, comes before other runbooks.
 */
import type { Entry } from './entry.ts';
import { comparable, linesOf } from './error-message.ts';
import { isGeneral } from './general-words.ts';
import { type Passage, passagesOf } from './passages.ts';
import { smallWords } from './query.ts';
import { type Named, Relation } from './relation.ts';

export interface Spoken {
  entry: Entry;
  score: number;
  /** the words of the message that the runbook has, in order */
  matched: string;
  /** the paragraph or row that has them */
  text: string;
  /** it is about what goes wrong */
  trouble: boolean;
}

/** Passages that are looked at closely: those with the most telling words in common. */
const mostCompared = 150;
/** A word in more of the passages than this part says nothing by itself. */
const commonPart = 0.02;
const surely = Math.log(1 / commonPart);
/** Of the best one's score; what has less only has a word in common. */
const faintest = 0.25;
/** Words in a row that make a match, and how many of them must tell something. */
const fewest = { words: 3, telling: 2 };
/** Words of a quotation that are one message, whatever they say: “No such file or directory”. */
const wholeMessage = 4;
/** The parts of a score that rare words in common and words in order have. */
const inOrder = 2;

export class MessageIndex {
  readonly #passages: Passage[] = [];
  readonly #places = new Map<string, number[]>();
  readonly #relation = new Relation();
  /** the heading that each step stands under */
  readonly #headings = new Map<Entry, Entry>();
  #heading: Entry | undefined;
  /** words of what a quotation stands beside, made when first asked for */
  readonly #beside = new Map<Passage, ReadonlySet<string>>();

  /** Takes entries, in the order of the pages; puts what they say into the index. */
  add(entries: readonly Entry[]): void {
    this.#relation.add(entries);
    for (const entry of entries) {
      if (entry.kind !== 'step') this.#heading = entry;
      else if (this.#heading !== undefined) this.#headings.set(entry, this.#heading);
    }
    for (const passage of passagesOf(entries)) {
      const at = this.#passages.push(passage) - 1;
      for (const word of new Set(passage.words)) {
        const places = this.#places.get(word);
        if (places === undefined) this.#places.set(word, [at]);
        else places.push(at);
      }
    }
  }

  /** Takes a message and the id of the runbook that is open, empty when none is; gives its words, and how surely it is about which runbooks. */
  named(message: string, here: string): Named {
    return this.#relation.named(message, here);
  }

  /** Takes a message, what it names, and how many results are wanted; gives where it is spoken of, the best first, each place once. */
  find(message: string, named: Named, most: number): Spoken[] {
    const best = new Map<Entry, Spoken>();
    for (const line of linesOf(message)) {
      for (const spoken of this.#ofLine(comparable(line), named)) {
        if ((best.get(spoken.entry)?.score ?? 0) < spoken.score) best.set(spoken.entry, spoken);
      }
    }
    const found = [...best.values()].sort((left, right) => right.score - left.score);
    return found.filter(({ score }) => score >= (found[0]?.score ?? 0) * faintest).slice(0, most);
  }

  /** Takes what was typed; gives the places about trouble that quote it: all of it as it stands, or, while it is being typed, its beginning. */
  quoting(text: string): { whole: boolean; entries: Entry[] } {
    const typed = comparable(text);
    const last = typed.at(-1) ?? '';
    const rarest = typed.slice(0, -1).map((word) => this.#places.get(word) ?? []).sort((left, right) => left.length - right.length)[0] ?? [];
    const fit = rarest.flatMap((at) => this.#passages[at] ?? []).filter(({ quoted, trouble, words }) => quoted !== null && trouble && begins(words, typed.slice(0, -1), last));
    return { whole: fit.some(({ words }) => words.length === typed.length && words.at(-1) === last), entries: [...new Set(fit.map(({ entry }) => entry))] };
  }

  /** Takes a place; gives the heading it stands under where it is a step that changes something, else the place. */
  lookFirst(entry: Entry): Entry {
    return isAct(entry) ? this.#headings.get(entry) ?? entry : entry;
  }

  #ofLine(words: readonly string[], named: Named): Spoken[] {
    const shared = new Map<number, number>();
    for (const word of new Set(words)) {
      const rarity = this.#rarity(word);
      for (const at of this.#places.get(word) ?? []) shared.set(at, (shared.get(at) ?? 0) + rarity);
    }
    const candidates = [...shared].sort((left, right) => right[1] - left[1]).slice(0, mostCompared);
    return candidates.flatMap(([at, common]) => {
      const passage = this.#passages[at];
      const run = passage === undefined ? null : this.#mention(passage, words, named);
      return passage === undefined || run === null ? [] : [this.#spoken(passage, run, common, named)];
    });
  }

  #spoken({ entry, text, words: own, weight, trouble }: Passage, run: readonly string[], common: number, { runbooks }: Named): Spoken {
    const worth = run.reduce((sum, word) => sum + this.#rarity(word), 0);
    const whole = own.reduce((sum, word) => sum + this.#rarity(word), 0);
    const near = 1 + (runbooks.get(entry.runbook) ?? 0);
    return { entry, text, trouble, matched: run.join(' '), score: near * weight * (common + inOrder * worth) * (0.3 + Math.sqrt(worth / whole)) };
  }

  /** What of the message the passage speaks of; null when it only has words of it. */
  #mention(passage: Passage, words: readonly string[], named: Named): readonly string[] | null {
    const { quoted, words: own, isSymbol } = passage;
    if (quoted !== null && hasInOrder(words, quoted)) {
      const telling = own.filter((word) => !isGeneral(word)).length;
      if (isSymbol || own.length >= wholeMessage || (own.length > 1 && (telling > 0 || this.#isAbout(passage, named)))) return own;
    }
    const run = withoutSmallEnds(longestRun(words, own));
    const telling = run.filter((word) => !isGeneral(word));
    const worth = telling.reduce((sum, word) => sum + this.#rarity(word), 0);
    return run.length >= fewest.words && telling.length >= fewest.telling && worth >= surely * 1.2 ? run : null;
  }

  /** A quotation that any tool might print, such as “permission denied”, is meant where the message names what it stands beside. */
  #isAbout(passage: Passage, { words }: Named): boolean {
    const beside = this.#beside.get(passage) ?? new Set(comparable([passage.entry.title, ...passage.entry.within.slice(1), passage.text].join(' ')));
    this.#beside.set(passage, beside);
    return [...beside].some((word) => words.has(word) && !isGeneral(word) && !passage.words.includes(word) && this.#rarity(word) >= surely / 2);
  }

  #rarity(word: string): number {
    if (smallWords.has(word)) return 0;
    return Math.log(1 + this.#passages.length / (this.#places.get(word)?.length ?? this.#passages.length));
  }
}

/** Takes a place; tells whether going on there changes something. */
export function isAct({ effect }: Entry): boolean {
  return effect === 'change' || effect === 'destroy';
}

function withoutSmallEnds(run: readonly string[]): readonly string[] {
  const says = (word: string): boolean => !smallWords.has(word);
  return run.slice(Math.max(run.findIndex(says), 0), run.findLastIndex(says) + 1);
}

/** All pieces are in the words, in order. */
function hasInOrder(words: readonly string[], pieces: readonly (readonly string[])[]): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = words.findIndex((_, place) => place >= from && piece.every((word, offset) => words[place + offset] === word));
    if (at === -1) return false;
    from = at + piece.length;
  }
  return pieces.length > 0;
}

/** The words stand there in a row, and the one behind them begins with the last. */
function begins(words: readonly string[], row: readonly string[], last: string): boolean {
  return words.some((_, place) => row.every((word, offset) => words[place + offset] === word) && words[place + row.length]?.startsWith(last) === true);
}

/** The longest run of words that both have, as it stands in the second. Both are short: a line, and a paragraph. */
function longestRun(words: readonly string[], own: readonly string[]): readonly string[] {
  let best = 0;
  let end = 0;
  let before = new Uint16Array(own.length + 1);
  for (const word of words) {
    const now = new Uint16Array(own.length + 1);
    for (let at = 0; at < own.length; at += 1) {
      if (own[at] !== word) continue;
      const length = (before[at] ?? 0) + 1;
      now[at + 1] = length;
      if (length > best) [best, end] = [length, at + 1];
    }
    before = now;
  }
  return own.slice(end - best, end);
}
