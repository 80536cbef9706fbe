/** One's own practice world over HTTP: whose it is, what is recorded, what counts as progress. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import type { PracticeAsk, ScenarioState } from '../../common/practice.ts';
import { TestServer } from './test-server.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

const state = (given: Partial<ScenarioState> = {}): ScenarioState =>
  ({ id: 'gone', startedAt: 1000, failed: null, hints: ['one'], lastCheck: null, solvedAt: null, ...given });

test('every request is about the world of whoever asks, whatever is in it', async () => {
  const table: [method: string, path: string, body: object | undefined, status: number, ask: PracticeAsk][] = [
    ['GET', '', undefined, 200, { act: 'glance' }],
    ['POST', '/clock', { pass: 3_600_000 }, 200, { act: 'pass', ms: 3_600_000, inMs: 10_000 }],
    ['POST', '/clock', { pass: 5000, in: 1000 }, 200, { act: 'pass', ms: 5000, inMs: 1000 }],
    ['GET', '/snapshots', undefined, 200, { act: 'snapshots' }],
    ['POST', '/snapshots', { name: 'mine' }, 201, { act: 'snapshot-save', name: 'mine' }],
    ['POST', '/snapshots/mine/restore', {}, 200, { act: 'snapshot-restore', name: 'mine' }],
    ['POST', '/snapshots/mine/delete', {}, 200, { act: 'snapshot-delete', name: 'mine' }],
    ['GET', '/scenarios', undefined, 200, { act: 'scenarios' }],
    ['POST', '/scenarios/gone/start', {}, 200, { act: 'scenario-start', scenario: 'gone' }],
    ['POST', '/scenarios/gone/check', {}, 200, { act: 'scenario-check', scenario: 'gone' }],
    ['POST', '/scenarios/gone/hint', {}, 200, { act: 'scenario-hint', scenario: 'gone' }],
  ];
  server.runner.world = () => state();
  for (const as of ['ada', 'bob'] as const) {
    for (const [method, path, body, status, ask] of table) {
      server.runner.practised.length = 0;
      const answer = await server.ask(method, `/api/practice${path}?person=eve`, { as, body });
      assert.equal(answer.status, status, `${method} ${path} ${answer.text}`);
      assert.deepEqual(server.runner.practised, [{ person: as, ask }]);
    }
  }
});

test('what cannot be meant is refused before anybody’s world is asked', async () => {
  server.runner.practised.length = 0;
  const table: [path: string, body: unknown][] = [
    ['/clock', { pass: 0 }], ['/clock', { pass: -1 }], ['/clock', { pass: '1h' }], ['/clock', { pass: 1, person: 'bob' }], ['/clock', {}], ['/clock', { pass: 1e300 }],
    ['/snapshots', { name: '../bob' }], ['/snapshots', { name: '' }], ['/snapshots', { name: 'A' }], ['/snapshots', {}],
    ['/snapshots/..%2fbob/restore', {}], ['/snapshots/mine/restore', { person: 'bob' }], ['/snapshots/%00/delete', {}],
    ['/scenarios/..%2f..%2f/start', {}], ['/scenarios/gone/start', { fresh: 'yes' }], ['/scenarios/gone/check', { person: 'bob' }], ['/scenarios/G/hint', {}],
    ['/progress/scenario-gone', {}], ['/progress/path-', {}], ['/progress/path-a', { at: 1 }], ['/progress/__proto__', {}],
  ];
  for (const [path, body] of table) {
    const { status, text } = await server.ask('POST', `/api/practice${path}`, { as: 'ada', body });
    assert.ok(status >= 400 && status < 500, `${path} ${status} ${text}`);
  }
  assert.deepEqual(server.runner.practised, []);
});

test('what the world says no with reaches the person as it is', async () => {
  server.runner.world = () => { throw new HandrailError('practice-refused', { why: 'A practice world can have 5 snapshots.' }); };
  const answer = await server.ask('POST', '/api/practice/snapshots', { as: 'ada', body: { name: 'six' } });
  assert.deepEqual([answer.status, answer.body.error?.code, answer.body.error?.message], [409, 'practice-refused', 'A practice world can have 5 snapshots.']);
});

test('acts are recorded before they are done; without a record nothing is done', async () => {
  server.runner.world = () => state();
  for (const [path, body] of [['/clock', { pass: 1000 }], ['/snapshots', { name: 'kept' }], ['/scenarios/gone/start', {}], ['/snapshots/kept/restore', {}]] as const) {
    await server.ask('POST', `/api/practice${path}`, { as: 'ada', body });
  }
  const record = server.audit();
  for (const wanted of [/"practice-time-passed","by":"ada","ms":1000/, /"practice-snapshot","by":"ada","act":"save","name":"kept"/, /"practice-scenario","by":"ada","act":"start","scenario":"gone"/, /"act":"restore","name":"kept"/]) assert.match(record, wanted);
  server.auditWorks = false;
  server.runner.practised.length = 0;
  for (const [path, body] of [['/clock', { pass: 1000 }], ['/snapshots', { name: 'kept' }], ['/snapshots/kept/delete', {}], ['/snapshots/kept/restore', {}], ['/scenarios/gone/start', {}], ['/scenarios/gone/check', {}], ['/scenarios/gone/hint', {}]] as const) {
    assert.equal((await server.ask('POST', `/api/practice${path}`, { as: 'ada', body })).body.error?.code, 'audit-failed', path);
  }
  assert.deepEqual(server.runner.practised, []);
  server.auditWorks = true;
});

test('a scenario begins in a new world when that is asked for, unless there is no such scenario', async () => {
  server.runner.world = (_, { act }) => (act === 'scenarios' ? { scenarios: [{ id: 'gone' }], current: null } : state());
  server.runner.resets.length = 0;
  assert.equal((await server.ask('POST', '/api/practice/scenarios/gone/start', { as: 'bob', body: { fresh: true } })).status, 200);
  assert.deepEqual(server.runner.resets, ['bob world', 'bob practice']);
  const unknown = await server.ask('POST', '/api/practice/scenarios/lost/start', { as: 'bob', body: { fresh: true } });
  assert.equal(unknown.body.error?.code, 'unknown-scenario');
  await server.ask('POST', '/api/practice/scenarios/gone/reset', { as: 'bob' });
  assert.deepEqual(server.runner.resets, ['bob world', 'bob practice', 'bob world', 'bob practice']);
});

test('solving is progress once each time it is solved; what is ticked off stays', async () => {
  const progress = async (as: 'ada' | 'bob'): Promise<unknown> => (await server.ask('GET', '/api/practice/progress', { as })).body.progress;
  const check = async (given: Partial<ScenarioState>) => {
    server.runner.world = () => state(given);
    await server.ask('POST', '/api/practice/scenarios/gone/check', { as: 'bob' });
  };
  assert.deepEqual(await progress('bob'), []);
  await check({ lastCheck: { at: 2000, repaired: false, output: '' } });
  await check({ lastCheck: { at: 2000, repaired: true, output: '' }, solvedAt: 2000, failed: 'half-way' });
  assert.deepEqual(await progress('bob'), []);
  await check({ lastCheck: { at: 61_500, repaired: true, output: '' }, solvedAt: 61_500 });
  await check({ lastCheck: { at: 70_000, repaired: true, output: '' }, solvedAt: 61_500 });
  await server.ask('POST', '/api/practice/progress/path-redis-ping', { as: 'bob' });
  await server.ask('POST', '/api/practice/progress/path-redis-ping', { as: 'bob' });
  const kept = await progress('bob') as { item: string; times: number; hints: number | null; minutes: number | null }[];
  assert.deepEqual(kept.map(({ item, times, hints, minutes }) => [item, times, hints, minutes]), [['scenario-gone', 1, 1, 2], ['path-redis-ping', 2, null, null]]);
  assert.deepEqual(await progress('ada'), []);
});
