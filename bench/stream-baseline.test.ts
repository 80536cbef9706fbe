import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Baseline, worse } from './stream/baseline.ts';

const baseline: Baseline = {
  echo: { value: 2, better: 'lower', tolerance: 0.5 },
  speed: { value: 1, better: 'higher', tolerance: 0.2 },
};

for (const [name, value, isWorse] of [
  ['echo', 2, false], ['echo', 3, false], ['echo', 3.01, true], ['echo', 0.1, false],
  ['speed', 1, false], ['speed', 0.8, false], ['speed', 0.79, true], ['speed', 9, false],
  ['unknown', 1e9, false],
] as const) {
  test(`${name} at ${value} is ${isWorse ? '' : 'not '}worse than the baseline bears`, () => {
    assert.equal(worse(baseline, [{ name, value, better: 'lower' }]).length, isWorse ? 1 : 0);
  });
}
