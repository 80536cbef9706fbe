import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration, sayClock, sayDuration } from './practice-time.ts';

test('durations are read as people write them', () => {
  const table: [string, number][] = [['1h', 3_600_000], ['90s', 90_000], ['1h30m', 5_400_000], ['2d', 172_800_000], ['500ms', 500], ['1.5h', 5_400_000]];
  for (const [text, wanted] of table) assert.equal(parseDuration(text), wanted, text);
  for (const text of ['', '1', 'h', '1x', '-1h', '1h ', '1 h', '1h30', 'h1', '1e3s']) assert.throws(() => parseDuration(text), /is no duration. Write it like 90s/, text);
});

test('durations and clocks are told in words', () => {
  const table: [number, string][] = [[0, '0s'], [400, '0s'], [59_600, '1m'], [3_600_000, '1h'], [5_400_000, '1h30m'], [90_061_000, '1d1h'], [86_400_000 + 5000, '1d5s']];
  for (const [ms, wanted] of table) assert.equal(sayDuration(ms), wanted);
  const now = Date.UTC(2026, 0, 15, 6, 0, 0, 123);
  assert.equal(sayClock({ now, rate: 1, ahead: 0, left: 0 }), '2026-01-15T06:00:00Z, the same as ours');
  assert.equal(sayClock({ now, rate: 360, ahead: 1_800_000, left: 1_800_000 }), '2026-01-15T06:00:00Z, 30m ahead of ours; another 30m pass within 5s');
});
