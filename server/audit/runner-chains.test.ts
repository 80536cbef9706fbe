import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { RunnerChain } from '../runner/client.ts';
import type { AuditEvent } from './event.ts';
import type { Audit } from './log.ts';
import { currentChain, RunnerChains } from './runner-chains.ts';

const chain = (generation: number, seq: number, draining = false): RunnerChain => ({ generation, seq, hash: `h${seq}`, draining });

test('a runner is recorded when it is met, drains, is gone, and when another has its number', async () => {
  const written: AuditEvent[] = [];
  let found: RunnerChain[] = [];
  const chains = new RunnerChains({ write: (event) => { written.push(event); } } as Audit, { chains: () => Promise.resolve(found) });
  const table: readonly [RunnerChain[], string[]][] = [
    [[chain(1, 3)], ['runner-met 1:3']],
    [[chain(1, 9)], []],
    [[chain(1, 9, true), chain(2, 0)], ['runner-draining 1:9', 'runner-met 2:0']],
    [[chain(1, 11, true), chain(2, 5)], []],
    [[chain(2, 6)], ['runner-gone 1:11']],
    [[chain(2, 6, true), chain(1, 11)], ['runner-draining 2:6', 'runner-met 1:11']],
    [[chain(1, 12, true)], ['runner-draining 1:12', 'runner-gone 2:6']],
    [[chain(1, 12)], ['runner-met 1:12']],
  ];
  for (const [now, expected] of table) {
    found = now;
    written.length = 0;
    await chains.look();
    assert.deepEqual(written.map((event) => ('runner' in event && event.runner ? `${event.kind} ${event.runner.generation}:${event.runner.seq}` : event.kind)), expected);
  }
});

test('a run is recorded with where the current runner stands, or without when that does not answer', async () => {
  assert.deepEqual(await currentChain({ chains: () => Promise.resolve([chain(1, 4, true), chain(2, 7)]) }), { runner: { generation: 2, seq: 7, hash: 'h7' } });
  assert.deepEqual(await currentChain({ chains: () => Promise.resolve([]) }), {});
  assert.deepEqual(await currentChain({ chains: () => Promise.reject(new Error('away')) }), {});
  mock.timers.enable({ apis: ['setTimeout'] });
  const hung = currentChain({ chains: () => new Promise(() => undefined) });
  mock.timers.tick(500);
  assert.deepEqual(await hung, {});
  mock.timers.reset();
});
