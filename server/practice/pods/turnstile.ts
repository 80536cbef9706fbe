/**
 * Lets only so many begin at once, in the order they came. A cluster that wakes wants all its containers at the same time;
 * started together, each would take as long as all of them, and the one that somebody waits for too.
 */
export class Turnstile {
  readonly #most: number;
  readonly #waiting: ((leave: () => void) => void)[] = [];
  #inside = 0;

  /** Takes how many may be inside at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes what to do when it is one's turn, at once if there is room; it must call what it is given when it is done. */
  enter(act: (leave: () => void) => void): void {
    if (this.#inside >= this.#most) {
      this.#waiting.push(act);
      return;
    }
    this.#inside += 1;
    let left = false;
    act(() => {
      if (left) return;
      left = true;
      this.#inside -= 1;
      const next = this.#waiting.shift();
      if (next !== undefined) this.enter(next);
    });
  }
}
