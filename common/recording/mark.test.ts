import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeMark, encodeMark, type Mark, markBytes, readMarks } from './mark.ts';

const size = { cols: 80, rows: 24 };

function encoded(...marks: readonly Mark[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(marks.length * markBytes));
  marks.forEach((mark, at) => { encodeMark(mark, view, at * markBytes); });
  return new Uint8Array(view.buffer);
}

test('a mark survives, up to a week of microseconds and a terabyte', () => {
  for (const mark of [
    { kind: 'size', at: 0, end: 0, size: { cols: 1, rows: 1 } }, { kind: 'output', at: 7 * 86_400_000_000, end: 4 * 1024 ** 3, size: { cols: 1000, rows: 500 } },
    { kind: 'end', at: 2 ** 48 - 1, end: 2 ** 40 - 1, size }, { kind: 'output', at: 2 ** 32, end: 2 ** 32, size }, { kind: 'output', at: 2 ** 32 - 1, end: 2 ** 32 - 1, size },
  ] as const) assert.deepEqual(decodeMark(new DataView(encoded(mark).buffer), 0), mark);
});

test('what is no mark, goes back or reaches past the output is left out or cut', () => {
  const good = (at: number, end: number): Mark => ({ kind: 'output', at, end, size });
  const bytes = encoded(good(1, 10), good(5, 20), good(4, 30), good(6, 15), { ...good(7, 40), size: { cols: 0, rows: 24 } }, good(8, 90), good(9, 95));
  const broken = Uint8Array.from([...bytes, ...new Uint8Array(markBytes), ...encoded(good(10, 99)), 1, 0, 0]);
  assert.deepEqual(readMarks(broken, null, 92).map(({ at, end }) => [at, end]), [[1, 10], [5, 20], [8, 90], [9, 92], [10, 92]]);
  assert.deepEqual(readMarks(bytes, good(8, 50), 100).map(({ at }) => at), [8, 9]);
  assert.deepEqual(readMarks(new Uint8Array(15), null, 9), []);
});

test('whatever the bytes, marks only go forward and within the output', () => {
  let state = 11;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * (random() < 0.5 ? 4 : 256)));
    let before: Mark | null = null;
    for (const mark of readMarks(bytes, null, 1000)) {
      assert.ok(mark.at >= (before?.at ?? 0) && mark.end >= (before?.end ?? 0) && mark.end <= 1000 && mark.size.cols > 0);
      before = mark;
    }
  }
});
