/** Whose runs are whose, and keeping the index in step with a runner that lives its own life. */
import { localOperator } from '../auth/principal.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { newRunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { openAudit } from '../audit/log.ts';
import { systemClock } from '../clock.ts';
import { TestServer } from '../http/test-server.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/store.ts';
import { MemoryRunner } from './memory-runner.ts';
import { RunRegister } from './register.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

test('another’s run is as if it were not there: to see, read, stop, list', async () => {
  const run = await server.run('plain', 'ping');
  server.runner.print(run.id, 'mine');
  const nobodys = newRunId(1, new Uint8Array(10));
  for (const id of [run.id, nobodys, 'x', '..%2f..%2fetc%2fpasswd', '%00', '__proto__']) {
    for (const [method, path] of [['GET', `/api/runs/${id}`], ['GET', `/api/runs/${id}/output`], ['POST', `/api/runs/${id}/stop`]] as const) {
      const answer = await server.ask(method, path, { as: 'bob' });
      assert.deepEqual([answer.status, answer.body.error?.code], [404, 'not-yours'], `${method} ${path}`);
    }
  }
  assert.equal((await server.ask('GET', `/api/runs/${run.id}`, { as: 'ada' })).body.run?.state, 'running');
  assert.deepEqual((await server.ask('GET', '/api/runs', { as: 'bob' })).body.runs, []);
  const local = await server.askLocally('GET', `/api/runs/${run.id}`);
  assert.equal(local.status, 404);
});

test('a list is filtered and limited, and refuses what it does not know', async () => {
  const shell = await server.run('plain', 'shell');
  const ids = async (query: string) => (await server.ask('GET', `/api/runs${query}`, { as: 'ada' })).body.runs?.map(({ step }) => step);
  assert.deepEqual(await ids('?step=shell'), ['shell']);
  assert.deepEqual(await ids('?limit=1'), ['shell']);
  assert.deepEqual(await ids('?runbook=aimed'), []);
  for (const query of ['?limit=0', '?limit=1000', '?limit=x', '?person=bob', '?step[]=x', '?step=a&step=b']) {
    assert.equal((await server.ask('GET', `/api/runs${query}`, { as: 'ada' })).status, 400, query);
  }
  server.runner.end(shell.id, 'exited', 0);
});

test('output is a download, whole or in part, never past the end', async () => {
  const run = await server.run('plain', 'ping');
  const text = '<script>alert(1)</script>'.repeat(100_000);
  server.runner.print(run.id, text);
  const answer = await server.ask('GET', `/api/runs/${run.id}/output`, { as: 'ada' });
  assert.equal(answer.text, text);
  assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="[0-9a-f-]+\.txt"$/);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  const part = async (query: string) => await server.ask('GET', `/api/runs/${run.id}/output${query}`, { as: 'ada' });
  assert.equal((await part('?from=1&to=7')).text, 'script');
  assert.equal((await part(`?from=${text.length}`)).text, '');
  assert.equal((await part(`?from=0&to=${text.length * 2}`)).text, text);
  assert.equal((await part('?from=9&to=3')).text, '');
  assert.deepEqual([(await part(`?from=${text.length + 1}`)).status, (await part(`?from=${text.length + 1}`)).body.error?.code], [416, 'past-the-end']);
  for (const query of ['?from=-1', '?from=x', '?from=1e3', '?from=NaN', '?to=', '?from=99999999999999999999']) {
    assert.equal((await part(query)).status, 400, query);
  }
});

test('stopping twice, and stopping what has ended, changes nothing more', async () => {
  const run = await server.run('plain', 'ping');
  assert.equal((await server.ask('POST', `/api/runs/${run.id}/stop`, { as: 'ada' })).body.run?.state, 'stopped');
  assert.equal((await server.ask('POST', `/api/runs/${run.id}/stop`, { as: 'ada' })).body.run?.state, 'stopped');
  const done = await server.run('plain', 'ping');
  server.runner.end(done.id, 'exited', 0);
  assert.equal((await server.ask('POST', `/api/runs/${done.id}/stop`, { as: 'ada' })).body.run?.state, 'exited');
});

test('resetting reaches one’s own workspace and world only', async () => {
  await server.ask('POST', '/api/workspaces/reset', { as: 'bob', body: { environment: 'practice' } });
  await server.ask('POST', '/api/practice/reset', { as: 'bob' });
  assert.deepEqual(server.runner.resets, ['bob practice', 'bob world', 'bob practice']);
  const unknown = await server.ask('POST', '/api/workspaces/reset', { as: 'bob', body: { environment: '../x' } });
  assert.equal(unknown.body.error?.code, 'unknown-environment');
  assert.equal((await server.ask('POST', '/api/workspaces/reset', { as: 'bob', body: { environment: 'practice', person: 'ada' } })).status, 400);
});

const ada = { ...localOperator, person: { id: 'ada', name: 'Ada' }, via: 'cookie', session: 's' } as const;
const size = { cols: 80, rows: 24 };

async function room() {
  const folder = mkdtempSync(join(tmpdir(), 'register-'));
  const store = await openStore(':memory:');
  const audit = openAudit(join(folder, 'server.jsonl'), systemClock);
  const runner = new MemoryRunner();
  const deps = { store, audit, runner, clock: systemClock, log: createLog('silent', 'test') };
  const start = async () => await runner.start({
    run: newRunId(Date.now(), systemClock.random(10)), person: 'ada', environment: 'practice', parameters: {}, redis: null, context: null, groups: [], rules: '', bound: null, size,
    step: { runbook: 'r', id: 's', digest: 'd', title: 't', language: 'bash', source: '', interactive: false, background: false, timeout: 1, exit: [0], expect: null, mask: null, effect: 'read' },
  });
  return { deps, store, runner, start, close: async () => { await store.close(); audit.close(); rmSync(folder, { recursive: true }); } };
}

const queued = (run: Run): Run => ({ ...run, state: 'queued' });

test('after a restart the index learns how runs went on, which began elsewhere, and which are lost', async () => {
  const { deps, store, runner, start, close } = await room();
  const ended = await start();
  await store.runs.save(ended);
  runner.end(ended.id, 'exited', 0);
  const elsewhere = await start();
  const forgotten: Run = { ...ended, id: newRunId(Date.now(), systemClock.random(10)) };
  await store.runs.save(forgotten);
  const never = queued({ ...ended, id: newRunId(Date.now(), systemClock.random(10)) });
  await store.runs.reserve({ run: never, key: 'k', request: 'q', most: 100 });

  const register = new RunRegister(deps);
  await register.reconcile(0);
  const states = await Promise.all([ended, elsewhere, forgotten, never].map(async ({ id }) => (await register.own(ada, id)).state));
  assert.deepEqual(states, ['exited', 'running', 'lost', 'lost']);
  assert.match((await register.own(ada, never.id)).note, /never started/);
  assert.match((await register.own(ada, forgotten.id)).note, /does not know it/);
  await register.close();
  await close();
});

test('a run that is being handed over is not taken for lost', async () => {
  const { deps, store, start, close } = await room();
  const never = queued({ ...await start(), id: newRunId(Date.now(), systemClock.random(10)) });
  const register = new RunRegister(deps);
  await store.runs.reserve({ run: never, key: 'k', request: 'q', most: 100 });
  await register.reconcile();
  assert.equal((await store.runs.get(never.id))?.state, 'queued');
  // A server that was just started takes what it does not hand over itself for lost, and then does not hand it over any more.
  const handing = await register.hand(never.id);
  assert.equal(handing.run?.state, 'queued');
  await register.reconcile(0);
  assert.equal((await store.runs.get(never.id))?.state, 'queued');
  handing.release();
  await register.reconcile(0);
  assert.equal((await register.hand(never.id)).run?.state, 'lost');
  await register.close();
  await close();
});

test('with the runner away, what is known is still told', async () => {
  const { deps, store, runner, start, close } = await room();
  const run = await start();
  await store.runs.save(run);
  const register = new RunRegister(deps);
  runner.failure = new HandrailError('runner-away');
  assert.equal((await register.own(ada, run.id)).state, 'running');
  await assert.rejects(register.own(ada, newRunId(1, new Uint8Array(10))), { code: 'not-yours' });
  await register.close();
  await close();
});
