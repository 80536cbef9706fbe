/** Long work in short slices: between two of them, whoever's they are, the runner's loop turns once and serves all others. */

/** One slice, in milliseconds: a key pressed meanwhile waits no longer. */
const sliceMs = 4;

export class Slices {
  readonly #waiting: (() => void)[] = [];
  #isTurning = false;

  /** Takes steps that each take a moment; runs them in slices until one says that there is no more, or a time (`performance.now()`) has come. */
  async run(step: () => boolean, until: number): Promise<void> {
    for (let more = true; more;) {
      await this.#turn();
      const end = performance.now() + sliceMs;
      do more = step(); while (more && performance.now() < end);
      if (performance.now() >= until) return;
    }
  }

  /** Settles in a turn of the loop that nobody else's slice has. */
  async #turn(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      if (this.#isTurning) return;
      this.#isTurning = true;
      this.#next();
    });
  }

  #next(): void {
    setImmediate(() => {
      const resolve = this.#waiting.shift();
      if (resolve === undefined) {
        this.#isTurning = false;
        return;
      }
      resolve();
      this.#next();
    });
  }
}
