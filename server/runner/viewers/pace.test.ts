import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flow } from '../../../common/protocol/flow.ts';
import { Pace } from './pace.ts';

/** What is sent ahead to a terminal that has acknowledged so many bytes each so many milliseconds for a while. */
function after(bytes: number, everyMs: number): Pace {
  const pace = new Pace(true);
  for (let at = 0; at < 40; at += 1) pace.acked(bytes, at > 0, at * everyMs);
  return pace;
}

test('a fast terminal gets as much ahead as any viewer, a slow one what it draws in 40 ms, never less than it acknowledges at a time', () => {
  const table: readonly [bytes: number, everyMs: number, high: number][] = [[50_000, 2, flow.high], [50_000, 10, 200_000], [50_000, 100, 125_000], [50_000, 5_000, 125_000]];
  for (const [bytes, everyMs, high] of table) {
    const pace = after(bytes, everyMs);
    assert.equal(pace.high, high, `${bytes} bytes each ${everyMs} ms`);
    assert.ok(flow.ackEvery <= pace.low && pace.low <= pace.high);
  }
});

test('a pause at the prompt says nothing of how fast a terminal draws', () => {
  const pace = after(50_000, 2);
  pace.acked(10, false, 1e9);
  assert.equal(pace.high, flow.high);
});

test('who only watches output gets what makes it fast', () => {
  const pace = new Pace(false);
  pace.acked(50_000, true, 1e9);
  assert.deepEqual([pace.high, pace.low], [flow.high, flow.low]);
});
