/**
 * How much a viewer is sent ahead of its acknowledgements. Somebody at a terminal waits for all that is under way before
 * they see what a key did, so there it is as much as their terminal draws in a blink, by the pace of its acknowledgements;
 * elsewhere what makes output fast.
 */
import { flow } from '../../../common/protocol/flow.ts';

/** What is under way to a terminal should be drawn within this, in milliseconds: half of what is felt as at once. */
const blinkMs = 40;
/** The least that is sent ahead, in bytes: the low mark, half of it, must not be below what is acknowledged at a time. */
const least = 2.5 * flow.ackEvery;
/** The weight of the newest measurement. */
const weight = 0.3;

export class Pace {
  readonly #isTerminal: boolean;
  /** bytes a millisecond; null until it is known */
  #rate: number | null = null;
  #at = 0;

  constructor(isTerminal: boolean) {
    this.#isTerminal = isTerminal;
  }

  /** with so much under way the viewer gets no more for now */
  get high(): number {
    return this.#isTerminal ? Math.round(Math.min(flow.high, Math.max(least, (this.#rate ?? 0) * blinkMs))) : flow.high;
  }

  /** below this it gets more again */
  get low(): number {
    return this.#isTerminal ? this.high / 2 : flow.low;
  }

  /** Takes how much was acknowledged, whether more was under way all the while since, and the time in milliseconds. */
  acked(bytes: number, isBusy: boolean, now: number): void {
    const took = now - this.#at;
    this.#at = now;
    if (!isBusy || took <= 0) return;
    const rate = bytes / took;
    this.#rate = this.#rate === null ? rate : this.#rate + weight * (rate - this.#rate);
  }
}
