/** Answers whatever somebody typed or pasted: words, a message, or what runs on something. */
import { isMessage } from './error-message.ts';
import { entriesOf, type Entry } from './entry.ts';
import type { SearchContent } from './content.ts';
import { MessageIndex, type Spoken } from './message-index.ts';
import { type QueryWord, readQuery } from './query.ts';
import { SearchIndex } from './search-index.ts';
import type { TouchKind } from './touch.ts';
import { type Group, type Thing, TouchIndex } from './touch-index.ts';

export type Answer =
  /** `things`: what is called so, and what runs on it may be asked for */
  | { kind: 'words'; words: readonly QueryWord[]; things: readonly Thing[]; entries: readonly Entry[] }
  /** `entries`: where nothing speaks of the message, what has words of it */
  | { kind: 'message'; spoken: readonly Spoken[]; words: readonly QueryWord[]; entries: readonly Entry[] }
  | { kind: 'touches'; of: TouchKind; name: string; groups: readonly Group[] };

/** Results that are shown at most, and things to ask for beside them. */
const mostResults = 24;
const mostThings = 3;
/** Entries read at a time, so that the page can draw and take keys in between. */
const atOnce = 100;

export class Finder {
  readonly touches: TouchIndex;
  readonly #words: SearchIndex;
  readonly #messages: MessageIndex;
  readonly #byAddress: ReadonlyMap<string, Entry>;

  private constructor(words: SearchIndex, messages: MessageIndex) {
    this.#words = words;
    this.#messages = messages;
    this.touches = new TouchIndex(words.entries);
    this.#byAddress = new Map(words.entries.map((entry) => [entry.href, entry]));
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

  /** Takes what was typed or pasted; gives the answer, the best first. */
  answer(text: string): Answer {
    const query = readQuery(text);
    if (query.kind === 'touches') return { kind: 'touches', of: query.of, name: query.name, groups: this.touches.runningOn(query.of, query.name) };
    const { words } = query;
    if (!isMessage(text)) return { kind: 'words', words, things: this.touches.called(text, mostThings), entries: this.#find(text) };
    const spoken = this.#messages.find(text, mostResults);
    return { kind: 'message', spoken, words, entries: spoken.length > 0 ? [] : this.#find(text) };
  }

  #find(text: string): Entry[] {
    return this.#words.search(text, mostResults).map(({ entry }) => entry);
  }
}
