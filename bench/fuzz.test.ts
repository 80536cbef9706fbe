/** A few thousand inputs of what `npm run fuzz` tries by the million; other ones each time, told when they fail. */
import { test } from 'node:test';
import { fuzz } from './fuzz-target.ts';
import { targets } from './fuzz-targets.ts';

const seed = 1 + Math.floor(Math.random() * 0x7fffffff);

for (const target of targets) {
  test(`${target.name}: ${target.invariant}`, () => { fuzz(target, seed, 0, target.slice ?? 1_500); });
}
