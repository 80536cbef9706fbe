/** What the page asks about steps and about what is running. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from './test-server.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

const going = async (as: 'ada' | 'bob') => (await server.ask('GET', '/api/runs?going=true', { as })).body.runs?.map(({ step }) => step);

test('the usual duration comes from good runs of anybody, in that environment only', async () => {
  const path = '/api/steps/plain/ping/usual?environment=';
  const usual = async (environment: string) => (await server.ask('GET', path + environment, { as: 'bob' })).body.usual;
  assert.deepEqual(await usual('practice'), { ms: null, runs: 0 });
  for (const [as, ms, status] of [['ada', 4_000, 0], ['bob', 6_000, 0], ['ada', 90_000, 1]] as const) {
    const run = await server.run('plain', 'ping', { as });
    server.ahead += ms;
    server.runner.end(run.id, 'exited', status);
    await server.ask('GET', `/api/runs/${run.id}`, { as });
  }
  const { ms, runs } = await usual('practice') as { ms: number; runs: number };
  assert.equal(runs, 2);
  assert.ok(ms >= 5_000 && ms < 6_000, String(ms));
  assert.deepEqual(await usual('dev'), { ms: null, runs: 0 });
  assert.equal((await server.ask('GET', '/api/steps/plain/nowhere/usual?environment=practice', { as: 'bob' })).status, 404);
  assert.equal((await server.ask('GET', '/api/steps/plain/ping/usual', { as: 'bob' })).status, 400);
});

test('what is running is told to its owner only, and counted in the session', async () => {
  const run = await server.run('plain', 'shell', { as: 'ada' });
  assert.deepEqual([await going('ada'), await going('bob')], [['shell'], []]);
  const count = async (as: 'ada' | 'bob') => (await server.ask('GET', '/api/session', { as })).body.going;
  assert.deepEqual([await count('ada'), await count('bob')], [1, 0]);
  server.runner.end(run.id, 'stopped', null);
  await server.ask('GET', `/api/runs/${run.id}`, { as: 'ada' });
  assert.deepEqual([await going('ada'), await count('ada')], [[], 0]);
});
