/**
 * Finds any of many strings in text that comes in pieces, as Wu and Manber do (A fast algorithm for multi-pattern searching,
 * TR 94-17, University of Arizona, 1994): two characters tell how far the next string can be at the earliest, so that most
 * characters are never looked at. All in latin-1 text.
 */

/** A string to find has at least so many characters: so many are looked at together. */
export const windowLength = 8;

/** Where a string stands, or, as more text may follow, up to where none begins. */
export type Place = { at: number; end: number } | { until: number };

export class NeedleSearch {
  readonly #shift = new Uint8Array(65_536).fill(windowLength - 1);
  /** by the last two characters of the window, longest first */
  readonly #needles = new Map<number, string[]>();
  /** all ways a string may begin that are shorter than the window */
  readonly #beginnings = new Set<string>();

  /** Takes a string of at least `windowLength` characters; it is found from now on. */
  add(needle: string): void {
    for (let at = 1; at < windowLength; at += 1) {
      const pair = pairAt(needle, at);
      this.#shift[pair] = Math.min(this.#shift[pair] ?? 0, windowLength - 1 - at);
      this.#beginnings.add(needle.slice(0, at));
    }
    const last = pairAt(needle, windowLength - 1);
    const those = this.#needles.get(last) ?? [];
    if (!those.includes(needle)) this.#needles.set(last, [...those, needle].sort((one, other) => other.length - one.length));
  }

  /** Takes text, where to begin and whether more text may follow; gives the leftmost place, and there the longest string. */
  next(text: string, from: number, more: boolean): Place {
    for (let last = from + windowLength - 1; last < text.length;) {
      const far = this.#shift[pairAt(text, last)] ?? 0;
      const at = last - windowLength + 1;
      const found = far === 0 ? this.#at(text, at, more) : null;
      if (found === 'held') return { until: at };
      if (found !== null) return { at, end: at + found.length };
      last += Math.max(far, 1);
    }
    for (let at = Math.max(from, text.length - windowLength + 1); more && at < text.length; at += 1) {
      if (this.#beginnings.has(text.slice(at))) return { until: at };
    }
    return { until: text.length };
  }

  /** The longest string that stands there; null for none; `held` when the text ends before a longer one is decided. */
  #at(text: string, at: number, more: boolean): string | 'held' | null {
    for (const needle of this.#needles.get(pairAt(text, at + windowLength - 1)) ?? []) {
      if (text.startsWith(needle, at)) return needle;
      if (more && at + needle.length > text.length && needle.startsWith(text.slice(at))) return 'held';
    }
    return null;
  }
}

function pairAt(text: string, last: number): number {
  return ((text.charCodeAt(last - 1) & 0xff) << 8) | (text.charCodeAt(last) & 0xff);
}
