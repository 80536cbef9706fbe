import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRunId } from '../../common/ids.ts';
import type { SandboxLevel } from '../../common/sandbox.ts';
import { systemClock } from '../clock.ts';
import { Host, type HostOptions } from './host.ts';
import type { RunRequest } from './protocol.ts';

/** Never asked for more than whether it knows the run: nothing begins. */
const journals = { find: () => null, begin: () => { throw new Error('it would begin'); } } as unknown as HostOptions['journals'];

const cases: [level: SandboxLevel, environment: string, expected: RegExp][] = [
  ['none', 'practice', /^running-off$/],
  ['none', 'production', /^running-off$/],
  ['contained', 'practice', /^it would begin$/],
  ['contained', 'production', /^level-too-low$/],
  ['contained', 'practice-2', /^level-too-low$/],
  ['limited', 'practice', /^it would begin$/],
  ['limited', 'production', /^it would begin$/],
];
for (const [level, environment, expected] of cases) {
  test(`a runner that proved ${level}, asked for a step in ${environment}: ${expected.source}`, () => {
    const host = new Host({ journals, proof: { level, why: 'a wall', walls: [] }, missing: [], output: { bytes: 1, disk: null }, now: Date.now } as unknown as HostOptions);
    const request = { run: newRunId(Date.now(), systemClock.random(10)), person: 'alice', environment, step: { mask: null }, parameters: {}, size: { cols: 80, rows: 24 } } as unknown as RunRequest;
    assert.throws(() => host.start(request), (error: Error & { code?: string }) => expected.test(error.code ?? error.message));
  });
}
