import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTerminalSize } from './run.ts';

const cases: [number, number, boolean][] = [
  [80, 24, true], [1, 1, true], [1000, 500, true], [0, 24, false], [80, 0, false], [-1, 24, false], [1001, 24, false],
  [80, 501, false], [80.5, 24, false], [Number.NaN, 24, false], [80, Number.POSITIVE_INFINITY, false], [1e9, 1e9, false],
];
for (const [cols, rows, wanted] of cases) {
  test(`a terminal of ${cols}×${rows}: ${wanted}`, () => assert.equal(isTerminalSize({ cols, rows }), wanted));
}
