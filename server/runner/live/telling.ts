/**
 * What is told of a panel, gathered: four times a second at most, each time the whole, and nothing that was told already. A view
 * is made when it is told, not for each of the changes that come together.
 */
import type { EnvironmentTime, PanelState, PanelView } from '../../../common/panel.ts';

/** Between two tellings, in milliseconds. */
const betweenMs = 250;
/** The environment's time may be moved on while nothing else happens. */
const lookAtTimeMs = 1_000;

export class Telling {
  readonly #tell: (state: PanelState) => void;
  readonly #now: () => number;
  readonly #time: () => EnvironmentTime | null;
  readonly #timeLook: NodeJS.Timeout;
  #view: (() => PanelView) | null = null;
  #problem: string | null = null;
  #at: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #toldAt = -Infinity;
  #told: { text: string; time: EnvironmentTime | null } = { text: '', time: null };
  #isClosed = false;

  /** Takes who is told, our time (Unix ms) and how the environment's goes. */
  constructor(tell: (state: PanelState) => void, now: () => number, time: () => EnvironmentTime | null) {
    this.#tell = tell;
    this.#now = now;
    this.#time = time;
    this.#timeLook = setInterval(() => { if (this.#told.text !== '' && !isSame(this.#told.time, time())) this.#soon(); }, lookAtTimeMs);
  }

  /** Takes what makes the view as it now is, and whether that also says that it is seen as it is. */
  view(make: () => PanelView, isLive = false): void {
    this.#view = make;
    this.#at = this.#now();
    if (isLive) this.#problem = null;
    this.#soon();
  }

  live(): void {
    this.#problem = null;
    this.#at = this.#now();
    this.#soon();
  }

  /** The moment at which it was known to be so stays. */
  away(problem: string): void {
    this.#problem = problem;
    this.#soon();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timeLook);
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #soon(): void {
    if (this.#isClosed || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#toldAt = performance.now();
      const time = this.#time();
      const state: PanelState = { view: this.#view?.() ?? null, problem: this.#problem, at: this.#view === null ? null : this.#at, time };
      // The time alone is no news while it is seen as it is.
      const text = JSON.stringify({ ...state, at: state.problem === null ? null : state.at });
      if (text === this.#told.text) return;
      this.#told = { text, time };
      this.#tell(state);
    }, Math.max(0, this.#toldAt + betweenMs - performance.now()));
  }
}

function isSame(one: EnvironmentTime | null, other: EnvironmentTime | null): boolean {
  return one?.from === other?.from && one?.then === other?.then && one?.rate === other?.rate;
}
