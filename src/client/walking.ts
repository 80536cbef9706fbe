/** The walkthrough this page takes part in, as its steps have to know of it. What keeps it current comes with it (`walkthrough.ts`). */
import { createStore } from './store.ts';

/** A step done by hand, as the walkthrough has it. */
export interface Tick {
  done: boolean;
  said: string;
  /** whether it can be ticked now: not by who only looks on, nor while the server is asked */
  may: boolean;
  tick(checked: boolean): void;
}

export interface Walking {
  id: string;
  /** why no step of it can be run from here; empty when one may */
  waits: string;
  /** ids of its steps */
  steps: ReadonlySet<string>;
  ticks: Readonly<Record<string, Tick>>;
  /** ids of steps that have to come before and are not done, by step */
  missing: Readonly<Record<string, readonly string[]>>;
}

export const walking = createStore<Walking | null>(null);
