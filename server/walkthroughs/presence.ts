/** Who looks at which walkthrough just now, page by page. In memory: it is true for as long as a socket is open. */
import type { Present } from '../../common/walkthrough.ts';

/** People told of at most: a walkthrough that a hundred watch needs no list of them. */
const mostTold = 100;

export class Presence {
  readonly #seats = new Map<string, Set<Present>>();
  readonly #listeners = new Set<(walkthrough: string) => void>();

  /** Takes a walkthrough and who looks at it in which page; gives what ends that. */
  enter(walkthrough: string, present: Present): () => void {
    const seats = this.#seats.get(walkthrough) ?? new Set();
    this.#seats.set(walkthrough, seats);
    const seat = { ...present };
    seats.add(seat);
    this.#tell(walkthrough);
    return () => {
      if (!seats.delete(seat)) return;
      if (seats.size === 0 && this.#seats.get(walkthrough) === seats) this.#seats.delete(walkthrough);
      this.#tell(walkthrough);
    };
  }

  /** Takes a walkthrough; gives who looks at it, each page once, in the order they came. */
  of(walkthrough: string): Present[] {
    const pages = new Map([...this.#seats.get(walkthrough) ?? []].map((seat) => [`${seat.person} ${seat.page}`, seat]));
    return [...pages.values()].slice(0, mostTold);
  }

  /** Listens to who comes and goes; gives what ends the listening. */
  onChange(listener: (walkthrough: string) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  #tell(walkthrough: string): void {
    for (const listener of this.#listeners) listener(walkthrough);
  }
}
