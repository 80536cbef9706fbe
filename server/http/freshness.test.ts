/** Freshness over HTTP: what is told of steps and runbooks, and what is told of other people. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { StepFreshness } from '../../common/freshness.ts';
import type { Run } from '../../common/run.ts';
import type { Standing } from '../../common/standing.ts';
import { catalog, TestServer } from './test-server.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

const digestOf = (step: string): string => catalog.runbooks[0]?.steps.find(({ id }) => id === step)?.digest ?? '';

async function steps(as: 'ada' | 'bob', runbook = 'plain'): Promise<Record<string, StepFreshness>> {
  return (await server.ask('GET', `/api/freshness/${runbook}`, { as })).body.steps as Record<string, StepFreshness>;
}

async function standing(as: 'ada' | 'bob', id = 'plain'): Promise<Standing> {
  const { body } = await server.ask('GET', '/api/freshness', { as });
  return (body.runbooks as Standing[]).find((one) => one.id === id) as Standing;
}

/** Lets a run of the test's runner end, and waits until the server has noted it. */
async function end(run: Run, state: 'exited' | 'stopped', exitStatus: number | null): Promise<void> {
  server.runner.end(run.id, state, exitStatus);
  for (const until = Date.now() + 30_000; ; await new Promise((done) => setTimeout(done, 10))) {
    const { body } = await server.ask('GET', `/api/runs/${run.id}`, { as: run.person.startsWith('bob') ? 'bob' : 'ada' });
    if (body.run?.endedAt !== null) return;
    assert.ok(Date.now() < until, 'the run has not ended');
  }
}

test('before anything was tried or run, every step is there with nothing known, and what to do is told', async () => {
  const { body } = await server.ask('GET', '/api/freshness/plain', { as: 'ada' });
  assert.deepEqual(Object.keys(body.steps as object), catalog.runbooks[0]?.steps.map(({ id }) => id));
  assert.deepEqual((body.steps as Record<string, StepFreshness>)['ping'], { tried: null, ran: null });
  assert.deepEqual([body.testedAt, body.problem], [null, 'The runbooks have not been tried in practice yet. Run `npx handrail test`.']);
});

test('results of the test are told soon after they were written, with whether the text changed since', async () => {
  const result = { target: '', at: 1_000, outcome: 'passed', asserts: false, why: '' };
  writeFileSync(join(server.folder, 'tested.json'), JSON.stringify({
    version: 1, at: 2_000, runbooks: { plain: { ping: [{ ...result, digest: digestOf('ping') }], stats: [{ ...result, digest: 'then' }] }, gone: {} },
  }));
  for (const until = Date.now() + 30_000; (await server.ask('GET', '/api/freshness', { as: 'ada' })).body.testedAt !== 2_000; ) {
    assert.ok(Date.now() < until, 'the results were not read again');
    await new Promise((done) => setTimeout(done, 50));
  }
  const told = await steps('ada');
  assert.deepEqual(told['ping']?.tried, { outcome: 'passed', at: 1_000, changed: false, why: '' });
  assert.equal(told['stats']?.tried?.changed, true);
  assert.deepEqual((await standing('ada')).tally, { steps: 7, passed: 1, failed: 0, skipped: 0, changed: 1, never: 5, since: 1_000, failing: '' });
});

test('the last run of a step that has ended is told: one’s own as yours, another’s as somebody’s without a name', async () => {
  const dev = { environment: 'dev' };
  const first = await server.run('plain', 'ping', dev);
  assert.equal((await steps('ada'))['ping']?.ran, null, 'it has not ended yet');
  await end(first, 'exited', 0);
  const told = { step: 'ping', ending: 'as-expected', exit: 0, environment: 'dev', changed: false };
  const { at, ...ada } = (await steps('ada'))['ping']?.ran ?? { at: 0 };
  assert.deepEqual(ada, { ...told, by: 'you' });
  assert.deepEqual((await steps('bob'))['ping']?.ran, { ...told, at, by: 'somebody' });
  for (const path of ['/api/freshness', '/api/freshness/plain']) {
    assert.doesNotMatch((await server.ask('GET', path, { as: 'bob' })).text, /"ada|parameters|01[0-9a-f]{6}-/);
  }
  server.ahead += 60_000;
  await end(await server.run('plain', 'ping', { ...dev, as: 'bob' }), 'exited', 2);
  const last = (await steps('ada'))['ping']?.ran;
  assert.deepEqual([last?.by, last?.ending, last?.exit], ['somebody', 'not-as-expected', 2]);
  assert.equal((await standing('bob')).ran?.by, 'you');
  server.ahead += 60_000;
  await end(await server.run('plain', 'ping', dev), 'exited', 0);
});

test('what others ran in practice was in worlds of their own, and is told to nobody else; it hides nothing either', async () => {
  const before = (await steps('ada'))['ping']?.ran;
  server.ahead += 60_000;
  await end(await server.run('plain', 'ping', { as: 'bob' }), 'exited', 1);
  assert.deepEqual((await steps('ada'))['ping']?.ran, before);
  assert.deepEqual((await standing('ada')).ran, before);
  const theirs = (await steps('bob'))['ping']?.ran;
  assert.deepEqual([theirs?.by, theirs?.environment, theirs?.exit], ['you', 'practice', 1]);
  assert.equal((await standing('bob')).ran?.by, 'you');
});

test('a failure in practice, and a run that was stopped, say nothing against a runbook; one elsewhere does until it is made good', async () => {
  const failed = async () => { const { failed: one } = await standing('bob'); return one === null ? null : [one.step, one.environment, one.by]; };
  const bad = ['ping', 'dev', 'somebody'];
  assert.equal(await failed(), null);
  const at = { environment: 'dev' };
  server.ahead += 60_000;
  await end(await server.run('plain', 'ping', at), 'stopped', null);
  assert.equal(await failed(), null);
  server.ahead += 60_000;
  await end(await server.run('plain', 'ping', at), 'exited', 1);
  assert.deepEqual(await failed(), bad);
  server.ahead += 60_000;
  await end(await server.run('plain', 'ping'), 'exited', 0);
  assert.deepEqual(await failed(), bad, 'that it went well in practice mends nothing in dev');
  server.ahead += 60_000;
  await end(await server.run('plain', 'ping', at), 'exited', 0);
  assert.equal(await failed(), null);
});

test('a runbook that is not there is said so', async () => {
  const answer = await server.ask('GET', '/api/freshness/nowhere', { as: 'ada' });
  assert.deepEqual([answer.status, answer.body.error?.code], [404, 'unknown-runbook']);
});
