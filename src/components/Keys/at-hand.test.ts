import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atHand, isOneOfSeveral, stepTo } from './at-hand.ts';

/** Steps of 200 px with 100 px between them, the first so far from the top. */
const page = (first: number, count = 4) => Array.from({ length: count }, (_, at) => ({ top: first + at * 300, bottom: first + at * 300 + 200 }));
const bar = 60;

const end = 900;

const hands: readonly [name: string, places: readonly { top: number; bottom: number }[], linked: number, expected: number][] = [
  ['all below the window: the first', page(1_700), -1, 0],
  ['one begins at the bar', page(bar), -1, 0],
  ['one is partly above: the first whose title is there', page(bar - 100), -1, 1],
  ['one is above but for a hair', page(bar - 195), -1, 1],
  ['all above: the last', page(-5_000), -1, 3],
  ['a long one is all there is', [{ top: -500, bottom: 2_000 }, { top: 2_100, bottom: 2_300 }], -1, 0],
  ['between two, none of them there', [{ top: -500, bottom: 20 }, { top: 1_000, bottom: 1_200 }], -1, 1],
  ['that of the link, though another stands above it', page(bar), 1, 1],
  ['that of the link, at the end of the page', page(bar - 250), 3, 3],
  ['that of the link while one looks at its middle', [{ top: bar - 300, bottom: 700 }, { top: 720, bottom: 800 }], 0, 0],
  ['not that of the link once one has gone on', page(bar - 150), 0, 1],
  ['not that of the link once it is far away', page(bar - 900), 0, 3],
];
for (const [name, places, linked, expected] of hands) {
  test(`at hand, ${name}`, () => { assert.equal(atHand(places, bar, end, linked), expected); });
}

test('one alone is meant, several may be', () => {
  assert.equal(isOneOfSeveral([{ top: 100, bottom: 300 }], bar, end), false);
  assert.equal(isOneOfSeveral(page(bar - 100), bar, end), true);
  assert.equal(isOneOfSeveral([{ top: bar - 200, bottom: bar }, { top: 100, bottom: 300 }], bar, end), false, 'what is above is not there');
});

test('a page without steps has none at hand', () => { assert.equal(atHand([], bar, end), -1); });

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
