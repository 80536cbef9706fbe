/** `npx handrail`, as README and handbook show it, beside a running server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Handrail } from './handrail.ts';

let handrail: Handrail;
before(async () => { handrail = await Handrail.start(); });
after(async () => { await handrail[Symbol.asyncDispose](); });

test('run streams a step and ends with its exit status', () => {
  const { stdout, status } = handrail.cli('run', 'prompt-redis#ping');
  assert.match(stdout, /PONG/);
  assert.equal(status, 0);
});

test('run --json tells the run as JSON', () => {
  const { stdout, status } = handrail.cli('run', 'prompt-redis#ping', '--json');
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { state?: string; run?: { state: string; asExpected: boolean } };
  assert.equal((last.run ?? last as { state: string }).state, 'exited');
  assert.equal(status, 0);
});

test('an unknown step is told by name', () => {
  const { stderr, status } = handrail.cli('run', 'prompt-redis#no-such-step');
  assert.match(stderr, /has no step `no-such-step`/);
  assert.equal(status, 125);
});

test('practice runs any command in one’s own world, and passes its exit status on', () => {
  const pods = handrail.cli('practice', '--', 'kubectl', 'get', 'pods', '-n', 'prompt-redis');
  assert.match(pods.stdout, /prompt-redis-0/);
  assert.equal(handrail.cli('practice', '--', 'sh', '-c', 'exit 7').status, 7);
});

test('the world stays between calls until it is reset', () => {
  const redis = (...command: string[]) => handrail.cli('practice', '--', 'kubectl', 'exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'redis-cli', ...command);
  redis('SET', 'kept', 'yes');
  assert.match(redis('GET', 'kept').stdout, /yes/);
  assert.equal(handrail.cli('practice', 'reset').status, 0);
  assert.doesNotMatch(redis('GET', 'kept').stdout, /yes/);
});

test('invite makes a link that somebody else can use once', async () => {
  const { stdout } = handrail.cli('invite', 'alice');
  const link = /https?:\S+/.exec(stdout)?.[0] ?? '';
  const alice = await handrail.logIn(link);
  const session = (await (await alice.get('/api/session')).json()) as { person: { id: string } };
  assert.equal(session.person.id, 'alice');
  await assert.rejects(handrail.logIn(link), /link-used/);
});

test('login-link makes a link for the operator', async () => {
  const { stdout } = handrail.cli('login-link');
  const operator = await handrail.logIn(/https?:\S+/.exec(stdout)?.[0]);
  const session = (await (await operator.get('/api/session')).json()) as { person: { id: string } };
  assert.equal(session.person.id, 'operator');
});

test('a shell in one’s own world is one with no command', () => {
  assert.equal(handrail.cli('practice').status, 0);
});

test('practice describes what a runbook works on', () => {
  const { stdout } = handrail.cli('practice', '--', 'kubectl', 'describe', 'statefulset', 'prompt-redis', '-n', 'prompt-redis');
  assert.match(stdout, /Replicas:\s+1 desired \| 1 total/);
});

test('audit verify says that nothing was changed', () => {
  const { stdout, status } = handrail.cli('audit', 'verify');
  assert.match(stdout, /^\S+server\.jsonl: \d+ records, unbroken\.$/m);
  assert.match(stdout, /^\S+runner\.jsonl: \d+ records, unbroken\.$/m);
  assert.match(stdout, /Recordings: \d+ whole/);
  assert.match(stdout, /The end was compared with what the server that runs knows\./);
  assert.equal(status, 0);
  assert.match(handrail.cli('audit', 'head').stdout, /^server=\d+:[0-9a-f]{64}\nrunner=\d+:[0-9a-f]{64}\n$/);
  const lines = handrail.cli('audit', 'export', '--kind', 'run-ended').stdout.trimEnd().split('\n');
  assert.ok(lines.length > 0 && lines.every((line) => line.includes('"kind":"run-ended"')));
  // The server was asked, and says by whom.
  assert.match(handrail.cli('audit', 'export', '--kind', 'audit-exported').stdout, /"by":"operator"/);
});

test('status tells what this machine gives', () => {
  assert.match(handrail.cli('status').stdout, /contained|limited/);
});

test('with no server, run says how to start one', async () => {
  await handrail.endServer();
  const { stderr, status } = handrail.cli('run', 'prompt-redis#ping');
  assert.match(stderr, /make start/);
  assert.equal(status, 125);
  await handrail.startServer();
});
