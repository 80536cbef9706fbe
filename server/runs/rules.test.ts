import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Run } from '../../common/run.ts';
import { TestServer } from '../http/test-server.ts';
import { TestBrowser } from '../ws/test-browser.ts';

/** In use at all hours, so that the clock decides nothing here. */
const rules = `environments:
  practice:
    title: Practice
    level: contained
    targets: all
    rules:
      - { name: practise, decide: allow, effects: [read, change, destroy] }
  dev:
    title: Development
    level: limited
    targets: all
    in-use: [always]
    rules:
      - { name: look, decide: allow, effects: [read, destroy], roles: [operator] }
      - { name: careful, decide: allow, effects: [destroy], roles: [operator], confirm: true, reason: true }
      - { name: observing, decide: allow, effects: [destroy], roles: [operator], while: in-use, approvals: 1 }
      - { name: not-bob, decide: deny, effects: [read], persons: [bob] }
      - { name: idle, decide: deny, effects: [read], while: free, say: never }
`;
const server = await TestServer.start({ rules });
after(() => server[Symbol.asyncDispose]());
for (const [id, roles] of [['tess', 'trainee'], ['vera', 'viewer']] as const) await server.store.persons.add({ id, name: id }, Date.now(), [roles]);
const cookies = { ...server.cookies, tess: await server.logIn('tess'), vera: await server.logIn('vera') };
const ask = (as: keyof typeof cookies, method: string, path: string, body: unknown = {}) =>
  server.ask(method, path, { body, headers: { cookie: cookies[as], 'idempotency-key': crypto.randomUUID() } });
const decisions = async (as: keyof typeof cookies, environment: string) => (await ask(as, 'GET', `/api/decisions?runbook=plain&environment=${environment}`)).body.decisions as Record<string, Record<string, unknown>>;
const start = async (as: keyof typeof cookies, step: string, change: object = {}) => {
  const { body } = await ask(as, 'GET', `/api/steps/plain/${step}`);
  const { digest } = body.step as { digest: string };
  return (await ask(as, 'POST', '/api/runs', { runbook: 'plain', step, digest, environment: 'dev', parameters: {}, size: { cols: 80, rows: 24 }, ...change })).body;
};

test('what is foreseen for each step is what a start then says', async () => {
  const told = await decisions('ada', 'dev');
  assert.deepEqual(told.ping, { decision: 'allow', reason: '', confirm: null, asksReason: false, approvals: 0 });
  assert.deepEqual(told.burn, {
    decision: 'needs-approval', reason: 'Runs once somebody else has approved it and you have given a reason and you have typed burn it.', confirm: 'burn it', asksReason: true, approvals: 1,
  });
  assert.equal((await start('ada', 'ping')).error, undefined);
  assert.equal((await start('ada', 'burn')).error?.code, 'confirm-missing');
  assert.equal((await start('ada', 'burn', { confirm: 'burn it' })).error?.code, 'reason-missing');
  assert.equal((await start('ada', 'burn', { confirm: 'burn it', reason: 'it is winter' })).error?.code, 'approval-missing');
});

test('a trainee practises and has no way to another environment, a viewer runs nothing', async () => {
  assert.equal((await decisions('tess', 'practice')).ping?.decision, 'allow');
  assert.match(String((await decisions('tess', 'dev')).ping?.reason), /run it in practice/);
  assert.equal((await start('tess', 'ping')).error?.code, 'denied');
  assert.equal((await start('tess', 'ping', { environment: 'practice' })).error, undefined);
  assert.equal((await start('vera', 'ping', { environment: 'practice' })).error?.code, 'not-allowed');
  for (const path of ['/api/workspaces/dev', '/api/workspaces/dev/files?at=']) assert.equal((await ask('tess', 'GET', path)).body.error?.code, 'not-allowed', path);
  assert.equal((await ask('tess', 'POST', '/api/workspaces/reset', { environment: 'dev' })).body.error?.code, 'not-allowed');
});

test('a run that is shared is for all to watch; its pen is for whom the rules let run the step', async () => {
  const { run } = await start('ada', 'shell') as { run: Run };
  await ask('ada', 'POST', `/api/runs/${run.id}/share`, { shared: true });
  await using bob = await TestBrowser.welcome(server, 'bob');
  bob.say({ type: 'attach', run: run.id, from: 0 });
  await bob.until('attached');
  bob.say({ type: 'pen', run: run.id, act: 'ask', to: null });
  assert.equal(await bob.error(), 'denied');
  server.runner.end(run.id, 'stopped', null);
});

test('a run stands in the record with the rules it rests on, and the digest they had', () => {
  const events = server.audit().trimEnd().split('\n').map((line) => (JSON.parse(line) as { event: Record<string, unknown> }).event);
  const allowed = events.find((event) => event.kind === 'run-allowed');
  assert.equal(allowed?.rule, 'look');
  assert.match(String(allowed.rules), /^[0-9a-f]{64}$/);
  assert.ok(events.some((event) => event.kind === 'run-refused' && event.code === 'denied'));
});

test('who does not administer hears nothing of the rules’ file', async () => {
  const { body } = await ask('tess', 'GET', '/api/session');
  assert.deepEqual(body.problems, []);
  assert.deepEqual(body.rights, ['view', 'practise']);
  assert.equal((body.environments as { name: string; inUse: boolean }[]).find(({ name }) => name === 'dev')?.inUse, true);
});
