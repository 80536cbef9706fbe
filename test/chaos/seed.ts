/**
 * Chance that can be had again: everything random in these trials comes from one printed seed. Marsaglia's xorshift with 32
 * bits of state (https://doi.org/10.18637/jss.v008.i14), since a step can do the same sums in one line of Perl.
 */
export class Chance {
  #state: number;

  /** Takes a seed: a whole number from 1 to 2³²−1; anything else is made into one. */
  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** Gives a whole number from 0 to 2³²−1. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state;
  }

  /** Takes a whole number over 0; gives one from 0 up to but without it. */
  below(most: number): number {
    return this.next() % most;
  }

  /** Takes a list that is not empty; gives one of it. */
  pick<Item>(list: readonly Item[]): Item {
    return list[this.below(list.length)] as Item;
  }

  /** Takes one in how many; tells whether it is this time. */
  oneIn(many: number): boolean {
    return this.below(many) === 0;
  }

  /** Takes a count; gives so many bytes. */
  bytes(count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count);
    let at = 0;
    for (; at + 4 <= count; at += 4) bytes.writeUInt32BE(this.next(), at);
    for (; at < count; at += 1) bytes[at] = this.next() & 0xff;
    return bytes;
  }

  /** Gives another source of chance, which does not depend on how often this one is asked later. */
  fork(): Chance {
    return new Chance(this.next());
  }
}
