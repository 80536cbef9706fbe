import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toldOf } from './told.ts';

const run = '019da3b0-0000-7000-8000-000000000001';

test('an event is told with who, to whom, where and which run at its top, all else below', () => {
  const table: readonly [event: Record<string, unknown>, top: string, facts: string][] = [
    [{ kind: 'server-stopped' }, 'server stopped|||||', ''],
    [{ kind: 'logged-in', person: 'ada' }, 'logged in|ada||||', ''],
    [{ kind: 'invited', by: 'operator', person: 'ada' }, 'invited|operator|ada|||', ''],
    [{ kind: 'password-set', by: 'ada', person: 'ada' }, 'password set|ada||||', ''],
    [{ kind: 'run-allowed', run, subject: { person: 'ada', environment: 'prod', step: 'ping', parameters: { POD: 'redis-0' } }, effect: 'read', reason: '' },
      `run allowed|ada||prod|${run}|`, 'step=ping parameters.POD=redis-0 effect=read'],
    [{ run, person: 'ada', environment: 'prod', gateway: 'kubernetes', method: 'GET', path: '/api', upgrade: false }, `gateway request|ada||prod|${run}|`, 'gateway=kubernetes method=GET path=/api upgrade=false'],
    [{ kind: 'run-ended', run: '../x', exitStatus: 0, asExpected: true, recording: null, unmet: ['a', 'b'] }, 'run ended|||||', 'run=../x exitStatus=0 asExpected=true unmet=a, b'],
  ];
  for (const [event, top, facts] of table) {
    const told = toldOf(event);
    assert.equal([told.kind, told.who, told.to, told.environment, told.run, ''].join('|'), top);
    assert.equal(told.facts.map(({ name, value }) => `${name}=${value}`).join(' '), facts);
  }
});

test('nothing in an event is hidden, and none looks like two', () => {
  const { who, facts } = toldOf({ kind: 'x', by: 'a\u202eda', path: 'one\ntwo\u001b[2J\t', 'na\u0000me': 'v', hash: 'a'.repeat(64) });
  assert.equal(who, 'a⟦U+202E⟧da');
  assert.deepEqual(facts, [
    { name: 'path', value: 'one⟦U+000A⟧two⟦U+001B⟧[2J⟦U+0009⟧' }, { name: 'na⟦U+0000⟧me', value: 'v' }, { name: 'hash', value: 'aaaaaaaaaaaa…', whole: 'a'.repeat(64) },
  ]);
});
