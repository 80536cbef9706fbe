/**
 * Who types into one interactive run. The owner's first viewer has the pen from the start; it keeps it for a while after its
 * connection is lost, so that one which comes back goes on typing. What may be done with it stands in `protocol/pen.ts`.
 */
import { HandrailError } from './errors.ts';
import { mayAct, type PenAct, type PenState, penTimes, type Typist } from './protocol/pen.ts';

/** Who sits down to watch. */
export interface Sitter {
  person: string;
  name: string;
  /** what the page calls itself: the same one has the same seat when it comes back */
  page: string;
}

/** Takes what to do and when, in milliseconds; gives what calls it off. */
export type After = (ms: number, act: () => void) => () => void;

interface Place extends Typist {
  page: string;
  /** attachments that sit here: two, while a lost connection is not known to be lost */
  here: number;
}

export class Pen {
  readonly #owner: string;
  readonly #tell: () => void;
  readonly #after: After;
  readonly #places = new Map<number, Place>();
  readonly #lapses = new Map<number, () => void>();
  #holder: number | null = null;
  #next = 1;
  #grace: (() => void) | null = null;

  /** Takes the owner's id, what to call when it has moved, and how to wait. */
  constructor(owner: string, tell: () => void, after: After) {
    this.#owner = owner;
    this.#tell = tell;
    this.#after = after;
  }

  get state(): PenState {
    const known = (seat: number | null) => {
      const place = seat === null ? undefined : this.#places.get(seat);
      return place === undefined ? null : { seat: place.seat, person: place.person, name: place.name };
    };
    return { holder: known(this.#holder), asks: [...this.#lapses.keys()].flatMap((seat) => known(seat) ?? []) };
  }

  /** Takes who comes to watch; gives their seat. The owner finds a free pen, or one that another window of theirs has left, in hand. */
  sit({ person, name, page }: Sitter): number {
    const before = [...this.#places.values()].find((one) => one.person === person && one.page === page);
    const place = before ?? { seat: this.#next, person, name, page, here: 0 };
    if (before === undefined) this.#next += 1;
    place.here += 1;
    this.#places.set(place.seat, place);
    const holder = this.#holder === null ? null : this.#places.get(this.#holder) ?? null;
    if (holder?.seat === place.seat) this.#keep();
    else if (holder === null ? person === this.#owner : holder.here === 0 && holder.person === person) this.#give(place.seat);
    return place.seat;
  }

  /** Takes a seat that a viewer leaves. */
  leave(seat: number): void {
    const place = this.#places.get(seat);
    if (place === undefined) return;
    place.here -= 1;
    if (place.here > 0) return;
    this.#forgetAsk(seat);
    if (this.#holder === seat) this.#grace ??= this.#after(penTimes.grace, () => { this.#free(seat); });
    else this.#places.delete(seat);
    this.#tell();
  }

  /** Takes a seat; tells whether it has the pen. */
  holds(seat: number): boolean {
    return this.#holder === seat;
  }

  /** Takes a seat, what it does, and whom that is about. Throws `pen-refused`. */
  act(seat: number, act: PenAct, to: number | null): void {
    const place = this.#places.get(seat);
    if (place === undefined || !mayAct(this.state, { seat, person: place.person, isOwner: place.person === this.#owner }, act, to)) throw new HandrailError('pen-refused', { act });
    switch (act) {
      case 'ask': this.#ask(seat); break;
      case 'give': this.#give(to ?? seat); break;
      case 'refuse': this.#forgetAsk(to ?? seat); break;
      case 'take': this.#give(seat); break;
      case 'drop': this.#drop(seat); break;
    }
    this.#tell();
  }

  /** Ends its waiting. */
  close(): void {
    this.#keep();
    for (const callOff of this.#lapses.values()) callOff();
    this.#lapses.clear();
  }

  #ask(seat: number): void {
    this.#lapses.get(seat)?.();
    this.#lapses.set(seat, this.#after(penTimes.ask, () => {
      this.#lapses.delete(seat);
      this.#tell();
    }));
  }

  #give(seat: number): void {
    const before = this.#holder;
    this.#keep();
    this.#forgetAsk(seat);
    this.#holder = seat;
    if (before !== null && before !== seat && this.#places.get(before)?.here === 0) this.#places.delete(before);
    this.#tell();
  }

  #drop(seat: number): void {
    this.#forgetAsk(seat);
    if (this.#holder === seat) this.#holder = null;
    this.#keep();
  }

  #free(seat: number): void {
    this.#grace = null;
    if (this.#holder === seat) this.#holder = null;
    this.#places.delete(seat);
    this.#tell();
  }

  #keep(): void {
    this.#grace?.();
    this.#grace = null;
  }

  #forgetAsk(seat: number): void {
    this.#lapses.get(seat)?.();
    this.#lapses.delete(seat);
  }
}
