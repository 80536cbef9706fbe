/** Time and randomness, given from outside so that a test decides both. */
import { randomBytes } from 'node:crypto';

export interface Clock {
  /** Unix milliseconds */
  now(): number;
  random(bytes: number): Uint8Array;
}

export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  random: (bytes: number) => randomBytes(bytes),
});
