/**
 * The pen of an interactive run: exactly one viewer types. It is free when nobody has it. The owner of the run may always
 * take it; others ask, and whoever has it, or the owner, hands it over. A free pen is nobody's but the owner's to take: what
 * is typed runs in the owner's workspace.
 */

/** One viewer, by a number that means it in this run only. */
export interface Typist {
  seat: number;
  /** id and name of the person */
  person: string;
  name: string;
}

export interface PenState {
  holder: Typist | null;
  /** who asks for it, the longest waiting first */
  asks: readonly Typist[];
}

/** Where one viewer sits. */
export interface Seat {
  seat: number;
  person: string;
  isOwner: boolean;
}

/** How the pen stands, as one viewer is told: with their own seat. */
export interface Seated {
  seat: number;
  pen: PenState;
}

export const penActs = ['ask', 'give', 'refuse', 'take', 'drop'] as const;
export type PenAct = (typeof penActs)[number];

/** How long a holder who is gone keeps the pen, and an ask stands, in milliseconds. */
export const penTimes = { grace: 15_000, ask: 60_000 } as const;

/** Takes how the pen stands, who acts, and for `give` and `refuse` whom it is about; tells whether that may be. */
export function mayAct({ holder, asks }: PenState, { seat, person, isOwner }: Seat, act: PenAct, to: number | null): boolean {
  const holds = holder?.seat === seat;
  const asked = asks.some((one) => one.seat === to);
  switch (act) {
    case 'ask': return !holds;
    case 'give':
    case 'refuse': return asked && (holds || isOwner);
    case 'take': return !holds && (isOwner || holder?.person === person);
    case 'drop': return holds || asks.some((one) => one.seat === seat);
  }
}
