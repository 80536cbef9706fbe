import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atHand, stepTo } from './at-hand.ts';

/** Steps of 200 px with 100 px between them, the first so far from the top. */
const page = (first: number, count = 4) => Array.from({ length: count }, (_, at) => ({ top: first + at * 300, bottom: first + at * 300 + 200 }));
const bar = 60;

const hands: readonly [name: string, first: number, expected: number][] = [
  ['all below: the first', 700, 0],
  ['one begins at the bar', bar, 0],
  ['one is partly above', bar - 100, 0],
  ['one is above but for a hair', bar - 195, 1],
  ['all above: the last', -5000, 3],
];
for (const [name, first, expected] of hands) {
  test(`at hand, ${name}`, () => { assert.equal(atHand(page(first), bar), expected); });
}

test('a page without steps has none at hand', () => { assert.equal(atHand([], bar), -1); });

const ways: readonly [name: string, first: number, focused: number, direction: 1 | -1, expected: number][] = [
  ['from the top of the page to the first', 700, -1, 1, 0],
  ['past the one that begins at the bar', bar, -1, 1, 1],
  ['past the one that is partly above', bar - 100, -1, 1, 1],
  ['from the focused one, wherever it is', 5000, 2, 1, 3],
  ['no further than the last', 0, 3, 1, -1],
  ['back from the focused one', 0, 2, -1, 1],
  ['not before the first', 0, 0, -1, -1],
  ['back to the one that is partly above', bar - 400, -1, -1, 1],
  ['back with all below', 700, -1, -1, -1],
];
for (const [name, first, focused, direction, expected] of ways) {
  test(`to the next, ${name}`, () => { assert.equal(stepTo(page(first), bar, focused, direction), expected); });
}
