/**
 * Finds where runbooks speak of a message. A word counts the more the rarer it is (inverse document frequency); words in the
 * same order as in the message count most: the longest run of them is told as what fits.
 */
import type { Entry } from './entry.ts';
import { comparable, linesOf } from './error-message.ts';
import { type Passage, passagesOf } from './passages.ts';
import { smallWords } from './query.ts';

export interface Spoken {
  entry: Entry;
  score: number;
  /** the words of the message that the runbook has, in order */
  matched: string;
  /** the paragraph or row that has them */
  text: string;
}

/** Passages that are looked at closely: those with the most telling words in common. */
const mostCompared = 150;
/** A word in more of the passages than this part says nothing by itself. */
const commonPart = 0.02;
/** Of the best one's score; what has less only has a word in common. */
const faintest = 0.25;
/** Words that are in messages of every kind. */
const general = new Set('abort cannot code command connection could context denied err error errors exception exit failed failure fatal file found image info invalid line message missing name node nodes pod pull read status time unknown value warn warning'.split(' '));
/** Words around a single one that fits, itself among them. */
const mostAround = 3;
/** The parts of a score that rare words in common and words in order have. */
const inOrder = 2;

export class MessageIndex {
  readonly #passages: Passage[] = [];
  readonly #places = new Map<string, number[]>();

  /** Takes entries; puts what they say into the index. */
  add(entries: readonly Entry[]): void {
    for (const passage of passagesOf(entries)) {
      const at = this.#passages.push(passage) - 1;
      for (const word of new Set(passage.words)) {
        const places = this.#places.get(word);
        if (places === undefined) this.#places.set(word, [at]);
        else places.push(at);
      }
    }
  }

  /** Takes a message and how many results are wanted; gives where it is spoken of, the best first, each place once. */
  find(message: string, most: number): Spoken[] {
    const best = new Map<Entry, Spoken>();
    for (const line of linesOf(message)) {
      for (const spoken of this.#ofLine(comparable(line))) {
        if ((best.get(spoken.entry)?.score ?? 0) < spoken.score) best.set(spoken.entry, spoken);
      }
    }
    const found = [...best.values()].sort((left, right) => right.score - left.score);
    return found.filter(({ score }) => score >= (found[0]?.score ?? 0) * faintest).slice(0, most);
  }

  #ofLine(words: readonly string[]): Spoken[] {
    const shared = new Map<number, number>();
    for (const word of new Set(words)) {
      const rarity = this.#rarity(word);
      for (const at of this.#places.get(word) ?? []) shared.set(at, (shared.get(at) ?? 0) + rarity);
    }
    const candidates = [...shared].sort((left, right) => right[1] - left[1]).slice(0, mostCompared);
    return candidates.flatMap(([at, common]) => {
      const passage = this.#passages[at];
      const spoken = passage === undefined ? null : this.#compare(passage, words, common);
      return spoken === null ? [] : [spoken];
    });
  }

  #compare({ entry, text, words: own, isPrinted, weight }: Passage, words: readonly string[], common: number): Spoken | null {
    const run = longestRun(words, own);
    const worth = run.reduce((sum, word) => sum + this.#rarity(word), 0);
    const surely = Math.log(1 / commonPart);
    // One word must be rare and most of what a tool prints, as BUSYGROUP is; several in order may be common ones.
    if (run.length < 2 ? !isPrinted || own.length > mostAround || worth < surely || general.has(run[0] ?? '') : worth < surely * 1.2) return null;
    const whole = own.reduce((sum, word) => sum + this.#rarity(word), 0);
    const covered = Math.sqrt(worth / whole);
    return { entry, text, matched: run.join(' '), score: weight * (common + inOrder * worth) * (0.3 + covered) };
  }

  #rarity(word: string): number {
    if (smallWords.has(word)) return 0;
    return Math.log(1 + this.#passages.length / (this.#places.get(word)?.length ?? this.#passages.length));
  }
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
