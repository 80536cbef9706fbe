/** What is fuzzed, and how: one input after the other, each made from a number, so that a bad one can be had again. */
import { Chance } from '../test/chaos/seed.ts';

export interface FuzzTarget {
  name: string;
  /** what holds for every input, in a few words */
  invariant: string;
  /** inputs that `make test` tries, where one costs more than usual; 1,500 when left out */
  slice?: number;
  /** Gives what tries one input, made by chance; it throws when what should hold does not. */
  open(): { tryOne(chance: Chance): void; close?(): void };
}

export interface FuzzResult {
  inputs: number;
  /** of this thread's work, in milliseconds: what else the machine does is not counted */
  ms: number;
  /** the longest that one input took, in milliseconds of work */
  slowestMs: number;
}

/** One input that took more work than this, in milliseconds, is told: it should take microseconds. */
const tooLongMs = 1_500;

/** Takes a target, a seed, the number of the first input and how many; tries them. Throws with the number of the one that breaks it. */
export function fuzz(target: FuzzTarget, seed: number, first: number, inputs: number): FuzzResult {
  const { tryOne, close } = target.open();
  const began = worked();
  let slowestMs = 0;
  let last = began;
  try {
    for (let at = first; at < first + inputs; at += 1) {
      try {
        tryOne(chanceOf(seed, at));
      } catch (error) {
        throw new Error(`${target.name}: input ${at} of seed ${seed}: ${(error as Error).message}`, { cause: error });
      }
      const now = worked();
      slowestMs = Math.max(slowestMs, now - last);
      if (now - last > tooLongMs) throw new Error(`${target.name}: input ${at} of seed ${seed} took ${Math.round(now - last)} ms`);
      last = now;
    }
  } finally {
    close?.();
  }
  return { inputs, ms: worked() - began, slowestMs };
}

/** Gives how long this thread has worked, in milliseconds. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Takes bytes and chance; gives them damaged in a few places: bits turned, cut off, put in, doubled. */
export function damaged(bytes: Uint8Array, chance: Chance): Buffer {
  let result = Buffer.from(bytes);
  for (let times = 1 + chance.below(4); times > 0; times -= 1) {
    const at = chance.below(result.length + 1);
    const kind = chance.below(5);
    if (kind === 0 && result.length > 0) result.writeUInt8((result[at % result.length] ?? 0) ^ (1 << chance.below(8)), at % result.length);
    else if (kind === 1) result = result.subarray(0, at);
    else if (kind === 2) result = Buffer.concat([result.subarray(0, at), chance.bytes(chance.below(9)), result.subarray(at)]);
    else if (kind === 3) result = Buffer.concat([result.subarray(0, at), result.subarray(chance.below(at + 1))]);
    else result = Buffer.concat([result.subarray(0, at), result.subarray(at + chance.below(9))]);
  }
  return result;
}

/** Takes bytes and chance; gives them in pieces of random length, of which some are empty. */
export function pieces(bytes: Uint8Array, chance: Chance): Uint8Array[] {
  const most = chance.pick([1, 3, 20, 500]);
  const cut: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = chance.below(most + 1);
    cut.push(bytes.subarray(at, at + length));
    at += length;
  }
  return cut;
}

/** Neighbouring numbers must not give like inputs: https://doi.org/10.1145/2660193.2660195 (SplitMix), its last step. */
function chanceOf(seed: number, at: number): Chance {
  let x = (seed + Math.imul(at + 1, 0x9e3779b9)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return new Chance(x ^ (x >>> 16));
}
