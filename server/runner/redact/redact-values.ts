/** Hides known values in text that comes in pieces. Part of redact.ts. */
import { NeedleSearch } from './needle-search.ts';
import { canBeHidden, hidden, spellings } from './secret-spellings.ts';

/** So many are looked for at most: those beyond are told by nobody, and nobody's output becomes slow for them. */
export const mostValues = 256;
/** What a person at a prompt may see of what could become a known value, in characters. */
const mostShown = 3;

export class ValueStage {
  readonly #values = new Set<string>();
  #search: NeedleSearch | null = null;
  #held = '';
  /** how much of what is held has been shown at a prompt */
  #shown = 0;

  constructor(values: Iterable<string>) {
    for (const value of values) this.add(value);
  }

  get hasValues(): boolean {
    return this.#values.size > 0;
  }

  get holding(): boolean {
    return this.#held.length > this.#shown;
  }

  /** Takes a value to hide from now on; tells whether it is one that can be hidden and was not known. */
  add(value: string): boolean {
    if (!canBeHidden(value) || this.#values.has(value) || this.#values.size >= mostValues) return false;
    this.#values.add(value);
    this.#search ??= new NeedleSearch();
    for (const spelling of spellings(value)) this.#search.add(spelling);
    return true;
  }

  push(text: string): string {
    return this.#take(this.#held + text, true);
  }

  /** Gives all that is held: what follows is looked at apart. */
  flush(): string {
    return this.#held === '' ? '' : this.#take(this.#held, false);
  }

  prompt(): string {
    const more = this.#held.slice(this.#shown, mostShown);
    this.#shown += more.length;
    return more;
  }

  #take(text: string, more: boolean): string {
    let from = 0;
    let ready = '';
    for (;;) {
      const next = this.#search?.next(text, from, more) ?? { until: text.length };
      const until = 'until' in next ? next.until : next.at;
      ready += this.#unseen(text.slice(from, until));
      if ('until' in next) {
        this.#held = text.slice(until);
        return ready;
      }
      // What was seen of it already cannot be taken back; all the rest is hidden.
      this.#shown = Math.max(0, this.#shown - (next.end - next.at));
      ready += hidden;
      from = next.end;
    }
  }

  #unseen(text: string): string {
    const seen = Math.min(this.#shown, text.length);
    this.#shown -= seen;
    return text.slice(seen);
  }
}
