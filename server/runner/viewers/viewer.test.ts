import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flow } from '../../../common/protocol/flow.ts';
import type { Run } from '../../../common/run.ts';
import { createViewer } from './viewer.ts';

/** A run in memory, and what a viewer got of it. */
function scene(printed = 0) {
  let output = Buffer.alloc(printed, 1);
  const source = {
    run: { state: 'running' } as Run,
    get record() { return this.run; },
    get end() { return output.length; },
    read: (from: number, to: number) => output.subarray(from, to),
    restart: () => ({ offset: output.length - 65_536, prelude: 'prelude' }),
  };
  const got: string[] = [];
  let received = Buffer.alloc(0);
  let at = 0;
  const sink = {
    output(offset: number, bytes: Uint8Array) {
      assert.equal(offset, at, 'in order, each byte once');
      at += bytes.length;
      received = Buffer.concat([received, bytes]);
    },
    gap(from: number, to: number, prelude: string) {
      assert.deepEqual([from, prelude], [at, 'prelude']);
      at = to;
      got.push(`gap ${from} ${to}`);
    },
    run(run: Run) { got.push(`${run.state} at ${at}`); },
  };
  return {
    source, sink, got,
    at: () => at,
    received: () => received,
    output: () => output,
    print(bytes: Uint8Array) {
      output = Buffer.concat([output, bytes]);
      return bytes;
    },
  };
}

test('a viewer gets everything from its offset, then how the run ended', () => {
  const it = scene(200_000);
  const viewer = createViewer(it.source, 0, it.sink);
  viewer.changed(null);
  viewer.changed(it.print(Buffer.from('abc')));
  it.source.run = { state: 'exited' } as Run;
  viewer.changed(null);
  viewer.changed(null);
  assert.deepEqual(it.received(), it.output());
  assert.deepEqual(it.got, ['running at 200000', 'exited at 200003']);
});

test('without acknowledgement it stops at the high mark and goes on below the low one; the end waits for the last byte', () => {
  const it = scene(1_000_000);
  it.source.run = { state: 'exited' } as Run;
  const viewer = createViewer(it.source, 0, it.sink);
  viewer.changed(null);
  assert.ok(viewer.blocked && it.at() >= flow.high && it.at() < flow.high + 65_536);
  const sent = it.at();
  viewer.ack(sent - flow.low);
  assert.equal(it.at(), sent);
  while (it.got.length === 0) viewer.ack(it.at());
  assert.deepEqual(it.got, ['exited at 1000000']);
});

test('a viewer that the run leaves more than 1 MiB behind jumps to the tail, with the gap told', () => {
  const it = scene();
  const viewer = createViewer(it.source, 0, it.sink);
  for (let count = 0; count < 30; count += 1) viewer.changed(it.print(Buffer.alloc(60_000, count)));
  assert.equal(it.got.filter((line) => line.startsWith('gap')).length, 1);
  const stuck = it.at();
  // It acknowledges what it got before the gap, as it gets to it.
  for (let offset = 50_000; offset <= flow.high; offset += 50_000) viewer.ack(offset);
  assert.ok(it.at() > stuck);
  while (it.at() < it.output().length) viewer.ack(it.at());
  assert.equal(it.at(), it.output().length);
});

test('what was printed before it came is no reason to jump', () => {
  const it = scene(5_000_000);
  const viewer = createViewer(it.source, 0, it.sink);
  viewer.changed(null);
  viewer.changed(it.print(Buffer.from('more')));
  while (it.at() < it.output().length) viewer.ack(it.at());
  assert.deepEqual(it.received(), it.output());
});

test('forged acknowledgements change nothing', () => {
  const it = scene(1_000_000);
  const viewer = createViewer(it.source, 0, it.sink);
  viewer.changed(null);
  const sent = it.at();
  for (const offset of [-1, NaN, 0.5, 2 ** 53, sent + 1, Infinity]) viewer.ack(offset);
  assert.equal(it.at(), sent);
  assert.ok(viewer.blocked);
});

test('of a run that is over and whose journal was damaged, the rest is told as missing, then the end', () => {
  const it = scene(100_000);
  it.source.run = { state: 'exited' } as Run;
  const got: string[] = [];
  const sink = { output: () => undefined, gap: (...gap: unknown[]) => { got.push(`gap ${gap.join(' ')}`); }, run: ({ state }: Run) => { got.push(state); } };
  const source = { ...it.source, run: it.source.run, record: it.source.run, end: 100_000, read: (from: number, to: number) => it.output().subarray(from, Math.min(to, 70_000)) };
  createViewer(source, 0, sink).changed(null);
  assert.deepEqual(got, ['gap 70000 100000 ', 'exited']);
});
