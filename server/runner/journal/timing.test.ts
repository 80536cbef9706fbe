import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readMarks } from '../../../common/recording/mark.ts';
import { createTiming, packTiming, unpackTiming } from './timing.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-timing-'));
after(() => rmSync(folder, { recursive: true }));
const size = { cols: 80, rows: 24 };
const wide = { cols: 120, rows: 30 };
let made = 0;
const fresh = () => join(folder, String(made += 1));
const read = (path: string) => readMarks(readFileSync(path), null, Number.MAX_SAFE_INTEGER);

/** A writer whose clock goes as it is told. */
function opened(path = fresh(), dense = 1_000) {
  const time = { ms: 5_000 };
  return { path, time, timing: createTiming(path, size, { clock: () => time.ms, dense }) };
}

test('marks say when, how far and on which terminal, from the run’s beginning on', () => {
  const { path, time, timing } = opened();
  timing.resized(wide);
  timing.begin(wide);
  time.ms += 1.5;
  timing.printed(100);
  time.ms += 2_000;
  timing.resized(size);
  time.ms += 0.25;
  timing.printed(150);
  time.ms += 1_000;
  timing.end();
  assert.deepEqual(read(path), [
    { kind: 'size', at: 0, end: 0, size: wide }, { kind: 'output', at: 1_500, end: 100, size: wide }, { kind: 'size', at: 2_001_500, end: 100, size },
    { kind: 'output', at: 2_001_750, end: 150, size }, { kind: 'end', at: 3_001_750, end: 150, size },
  ]);
});

test('marks are gathered, written in one go, and there at once for who asks', () => {
  const { path, timing } = opened();
  timing.begin(size);
  for (let end = 1; end <= 255; end += 1) timing.printed(end);
  assert.equal(read(path).length, 256);
  timing.printed(256);
  assert.equal(read(path).length, 256);
  timing.flush();
  assert.equal(read(path).length, 257);
});

test('a run that never began has no times, and a disk that refuses them harms nobody', () => {
  const never = opened();
  never.timing.end();
  assert.equal(existsSync(never.path), false);
  const refused = opened(join(folder, 'no-such-folder', 'timing'));
  refused.timing.begin(size);
  refused.timing.printed(1);
  refused.timing.end();
  const taken = opened();
  writeFileSync(taken.path, 'somebody else’s');
  taken.timing.begin(size);
  taken.timing.end();
  assert.equal(readFileSync(taken.path, 'utf8'), 'somebody else’s');
});

test('output that never stops is marked ever more sparsely, and to its last byte', () => {
  const { path, time, timing } = opened();
  timing.begin(size);
  const pieces = 11_000;
  for (let piece = 1; piece <= pieces; piece += 1) {
    time.ms += 4;
    timing.printed(piece);
  }
  timing.end();
  const marks = read(path);
  // 10,000 pieces, 4 ms apart, have 400 tenths of a second.
  assert.ok(marks.length > 1_300 && marks.length < 1_500, `${marks.length} marks`);
  assert.equal(marks.at(-1)?.end, pieces);
});

test('what the runner answers survives the way', () => {
  const bytes = Uint8Array.from([1, 2, 3]);
  const packed = packTiming(2 ** 40, bytes);
  assert.deepEqual({ ...unpackTiming(packed), bytes: [...unpackTiming(packed).bytes] }, { total: 2 ** 40, bytes: [1, 2, 3] });
});
