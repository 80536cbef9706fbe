import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from './slots.ts';

test('a row keeps its element; after a jump elements are used again, but none that holds a selection', () => {
  const slots = new Slots();
  const cases: [rows: [number, number], selected: [number, number] | null, keys: number[]][] = [
    [[10, 13], null, [0, 1, 2, 3]], [[10, 13], null, [0, 1, 2, 3]], [[11, 14], null, [1, 2, 3, 0]], [[10, 13], null, [4, 1, 2, 3]],
    [[900, 903], null, [4, 1, 2, 3]], [[0, 4], null, [4, 1, 2, 3, 5]], [[50, 53], [1, 2], [4, 3, 5, 6]], [[50, 49], null, []], [[7, 7], null, [7]],
  ];
  for (const [[first, last], selected, keys] of cases) {
    assert.deepEqual(slots.assign({ first, last }, selected && { first: selected[0], last: selected[1] }), keys, `${first}–${last}`);
  }
});
