/**
 * What a rendering may cost at most. Templates come from whoever can push to a repository, and a few lines of them can ask
 * for any amount of work.
 */
export interface Bounds {
  /** expressions and statements carried out */
  steps: number;
  /** characters made, also those of texts that are not printed in the end */
  characters: number;
  /** templates that include one another */
  depth: number;
  /** real milliseconds */
  milliseconds: number;
}

export const usualBounds: Bounds = { steps: 200_000, characters: 4 * 2 ** 20, depth: 64, milliseconds: 500 };

/** The message of a rendering that costs too much begins with this. */
const refused = 'the practice world does not render this:';

export class Budget {
  readonly #bounds: Bounds;
  readonly #began = performance.now();
  #steps = 0;
  #characters = 0;
  #depth = 0;

  constructor(bounds: Bounds = usualBounds) {
    this.#bounds = bounds;
  }

  /** Counts one step. Throws when there were too many, or when they took too long. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > this.#bounds.steps) throw new Error(`${refused} it takes more than ${this.#bounds.steps} steps`);
    if (this.#steps % 64 === 0 && performance.now() - this.#began > this.#bounds.milliseconds) {
      throw new Error(`${refused} it takes longer than ${this.#bounds.milliseconds} ms`);
    }
  }

  /** Counts characters that are about to be made. Throws before there are too many. */
  spend(characters: number): void {
    this.#characters += characters;
    if (!(this.#characters <= this.#bounds.characters)) throw new Error(`${refused} it makes more than ${this.#bounds.characters} characters`);
  }

  /** Goes one template deeper and carries it out. Throws when they are nested too deeply. */
  nested<T>(act: () => T): T {
    this.#depth += 1;
    if (this.#depth > this.#bounds.depth) throw new Error(`${refused} templates include one another more than ${this.#bounds.depth} deep`);
    try {
      return act();
    } finally {
      this.#depth -= 1;
    }
  }
}
