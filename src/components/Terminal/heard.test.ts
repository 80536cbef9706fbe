import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aloud, bounds, pauseAfter } from './heard.ts';

const long = 'x'.repeat(1_000);
const rows = [
  ['nothing was printed', [''], 1, 1, ''],
  ['a line that has not ended', ['Waiting'], 1, 1, ''],
  ['the first line', ['one', ''], 2, 1, 'one'],
  ['a few lines', ['one', 'two', 'three', ''], 4, 1, 'one\ntwo\nthree'],
  ['of many the last alone', ['one', 'two', 'three', 'four', ''], 5, 1, '4 new lines. The last: four'],
  ['what was read out before is not again', ['one', 'two', ''], 3, 2, 'two'],
  ['nothing new', ['one', 'two', ''], 3, 3, ''],
  ['blank lines are not read out', ['', ' ', ''], 3, 1, ''],
  ['a long line is cut', [long, ''], 2, 1, `${long.slice(0, bounds.letters)}…`],
  ['more than is kept', ['y', 'z', ''], 50_001, 1, '50,000 new lines. The last: z'],
] as const;

for (const [what, lines, begun, before, said] of rows) {
  test(`${what}: “${said.slice(0, 40)}”`, () => { assert.equal(aloud({ lines, begun }, before), said); });
}

test('the longer a run prints, the more seldom it is heard', () => {
  const pauses = Array.from({ length: 8 }, (_, times) => pauseAfter(times) / 1_000);
  assert.deepEqual(pauses, [0, 5, 10, 20, 40, 60, 60, 60]);
});
