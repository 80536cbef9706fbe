/**
 * Which element draws which row. A row that stays keeps its element; after a jump the elements of rows that went draw those
 * that came, since to change a text costs far less than to make an element and throw one away. Pure.
 */
interface Span {
  first: number;
  last: number;
}

export class Slots {
  /** by row, in the order of rows */
  #drawn = new Map<number, number>();
  #made = 0;

  /** Takes the rows to draw and those selected; gives the key of the element of each row to draw. The same rows get the same keys. */
  assign({ first, last }: Span, selected: Span | null): number[] {
    const free = this.#free({ first, last }, selected);
    const drawn = new Map<number, number>();
    for (let row = first; row <= last; row += 1) drawn.set(row, this.#drawn.get(row) ?? free.shift() ?? this.#made++);
    this.#drawn = drawn;
    return [...drawn.values()];
  }

  #free({ first, last }: Span, selected: Span | null): number[] {
    const [top] = this.#drawn.keys();
    // Elements brought forward would make React move all that stand behind them.
    if (top === undefined || (first < top && last >= top)) return [];
    // What is selected stays selected, or goes: it must not become another text.
    const isFree = (row: number) => (row < first || row > last) && (selected === null || row < selected.first || row > selected.last);
    return [...this.#drawn].filter(([row]) => isFree(row)).map(([, slot]) => slot);
  }
}
