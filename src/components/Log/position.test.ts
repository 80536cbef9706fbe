import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Geometry, isExact, mostPixels, moved, type Place, placeAt, scrolled, scrollHeight, scrollTopOf, showing, topOf } from './position.ts';

const small: Geometry = { rows: 1_000, rowHeight: 18, height: 360, wraps: false };
const huge: Geometry = { ...small, rows: 25_000_000 };
const wrapped: Geometry = { ...small, wraps: true };
const even = () => 18;
/** every tenth row takes five lines */
const uneven = (row: number) => (row % 10 === 0 ? 90 : 18);

test('the bar is exact where there is room, and never higher than a browser draws', () => {
  assert.deepEqual([scrollHeight(small), isExact(small)], [18_000, true]);
  assert.deepEqual([scrollHeight(huge), isExact(huge), isExact(wrapped)], [mostPixels, false, false]);
  assert.equal(scrollHeight({ ...small, rows: 3 }), 360);
  assert.deepEqual(placeAt(small, 1_000), { row: 55, offset: 10 });
  for (const geometry of [small, huge, wrapped]) {
    const most = scrollHeight(geometry) - 360;
    assert.deepEqual([placeAt(geometry, most), placeAt(geometry, 0), scrollTopOf(geometry, 'tail')], ['tail', { row: 0, offset: 0 }, most]);
    for (const share of [0.1, 0.5, 0.9]) {
      const place = placeAt(geometry, most * share);
      assert.ok(Math.abs(scrollTopOf(geometry, place) - most * share) < 1e-3);
    }
  }
  assert.equal(placeAt({ ...small, rows: 3 }, 0), 'tail', 'what fits is seen to its end');
});

test('small movements are pixels of the log, large ones a share of it', () => {
  const half: Place = { row: 12_000_000, offset: 4 };
  const cases: [geometry: Geometry, place: Place, by: number, heights: (row: number) => number, after: Place][] = [
    [small, { row: 10, offset: 0 }, 100, even, { row: 15, offset: 10 }], [huge, half, 100, even, { row: 12_000_005, offset: 14 }],
    [huge, half, -100, even, { row: 11_999_994, offset: 12 }], [huge, 'tail', 50, even, 'tail'], [huge, 'tail', -36, even, { row: 24_999_978, offset: 0 }],
    [wrapped, { row: 10, offset: 80 }, 10, uneven, { row: 11, offset: 0 }], [wrapped, { row: 11, offset: 0 }, -10, uneven, { row: 10, offset: 80 }],
    [wrapped, { row: 3, offset: 0 }, -500, uneven, { row: 0, offset: 0 }], [wrapped, { row: 985, offset: 0 }, 500, uneven, 'tail'],
  ];
  for (const [geometry, place, by, heights, after] of cases) {
    const from = scrollTopOf(geometry, place);
    assert.deepEqual(scrolled(geometry, place, from, from + by, heights), after, JSON.stringify([geometry.rows, place, by]));
  }
  assert.deepEqual(scrolled(huge, half, 3_000_000, 4_000_000, even), placeAt(huge, 4_000_000));
});

test('pixels up and pixels down lead back, over rows of any height', () => {
  let place: Place = { row: 500, offset: 7 };
  const steps = Array.from({ length: 400 }, (_, at) => (at * 7919) % 300);
  for (const step of steps) place = moved(wrapped, place, step - 150, uneven);
  for (const step of steps.toReversed()) place = moved(wrapped, place, 150 - step, uneven);
  assert.deepEqual(place, { row: 500, offset: 7 });
});

test('the tail stands at the lower edge; a row is shown where it is, or a third down', () => {
  assert.deepEqual(topOf(small, 'tail', even), { row: 980, offset: 0 });
  assert.deepEqual(topOf(wrapped, 'tail', uneven), { row: 984, offset: 0 });
  assert.deepEqual(topOf({ ...small, rows: 5 }, 'tail', even), { row: 0, offset: 0 });
  assert.deepEqual(showing(small, 'tail', 985, even), 'tail');
  assert.deepEqual(showing(small, { row: 100, offset: 0 }, 119, even), { row: 100, offset: 0 });
  assert.deepEqual(showing(small, { row: 100, offset: 0 }, 120, even), { row: 113, offset: 6 });
  assert.deepEqual(showing(small, 'tail', 2, even), { row: 0, offset: 0 });
  assert.deepEqual(showing(small, { row: 0, offset: 0 }, 999, even), 'tail');
  assert.deepEqual(showing(small, { row: 0, offset: 0 }, 1e9, even), 'tail');
});
