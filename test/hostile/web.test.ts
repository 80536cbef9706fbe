/** What another site, a stranger or a broken client may try over HTTP and WebSocket, against a real server. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import type { Run } from '../../common/run.ts';
import { subprotocol } from '../../common/protocol/client-message.ts';
import { type Client, Handrail, pause, stepOf } from '../handrail.ts';
import { Viewer } from '../viewer.ts';

let handrail: Handrail;
let operator: Client;
let alice: Client;
before(async () => {
  handrail = await Handrail.start();
  operator = await handrail.logIn();
  alice = await handrail.logIn(/https?:\S+/.exec(handrail.cli('invite', 'alice').stdout)?.[0]);
});
after(async () => { await handrail[Symbol.asyncDispose](); });

/** Sends exactly these headers, which fetch would not; gives the status. */
function send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: handrail.port, method, path, headers: { 'content-length': Buffer.byteLength(body), ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Opens a socket with these headers; gives the HTTP status that refused it, or `open`. */
function upgrade(headers: Record<string, string>, protocol: string | undefined = subprotocol, path = '/api/stream'): Promise<number | 'open'> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${handrail.port}${path}`, protocol, { headers });
    socket.on('open', () => { socket.terminate(); resolve('open'); });
    socket.on('unexpected-response', (_, answer) => { resolve(answer.statusCode ?? 0); socket.terminate(); });
    socket.on('error', () => resolve(0));
  });
}

const wrongOrigins = ['https://evil.example', 'null', '', 'http://localhost', 'https://127.0.0.1', 'http://127.0.0.1', 'http://127.0.0.1.evil.example', 'http://evil.127.0.0.1', 'HTTP://127.0.0.1.'];
const withPort = (origin: string) => origin.replace('$', String(handrail.port));

for (const origin of [...wrongOrigins, 'https://127.0.0.1:$', 'http://localhost:$', 'http://127.0.0.1.:$', 'http://127.0.0.1:$/', 'http://127.0.0.1:$.evil.example', 'http://user@127.0.0.1:$', 'http://127.0.0.1:1']) {
  test(`a socket from the origin ${JSON.stringify(origin)} is refused`, async () => {
    assert.equal(await upgrade({ cookie: operator.cookie, origin: withPort(origin) }), 403);
  });
  test(`a change from the origin ${JSON.stringify(origin)} is refused`, async () => {
    const answer = await send('POST', '/api/tickets', { host: `127.0.0.1:${handrail.port}`, cookie: operator.cookie, origin: withPort(origin), 'content-type': 'application/json', 'x-handrail': '1' }, '{}');
    assert.equal(answer, 403);
  });
}

test('a socket without an origin is refused', async () => assert.equal(await upgrade({ cookie: operator.cookie }), 403));

test('a forwarded host does not change what origin is right', async () => {
  const evil = { cookie: operator.cookie, origin: 'http://evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
  assert.equal(await upgrade(evil), 403);
  assert.equal(await upgrade({ ...evil, host: 'evil.example' }), 403);
});

test('a rebound host name is refused', async () => {
  assert.equal(await send('GET', '/api/session', { host: 'evil.example', cookie: operator.cookie }), 403);
});

test('another path or subprotocol opens no socket', async () => {
  const good = { cookie: operator.cookie, origin: handrail.origin };
  assert.notEqual(await upgrade(good, subprotocol, '/api/other'), 'open');
  assert.notEqual(await upgrade(good, subprotocol, '/'), 'open');
  assert.notEqual(await upgrade(good, 'handrail.v9'), 'open');
});

const forms: [string, Record<string, string>][] = [
  ['as text', { 'content-type': 'text/plain', 'x-handrail': '1' }],
  ['as a form', { 'content-type': 'application/x-www-form-urlencoded', 'x-handrail': '1' }],
  ['as an upload', { 'content-type': 'multipart/form-data; boundary=x', 'x-handrail': '1' }],
  ['without our header', { 'content-type': 'application/json' }],
  ['from another site by fetch metadata', { 'content-type': 'application/json', 'x-handrail': '1', 'sec-fetch-site': 'cross-site' }],
];
for (const [how, headers] of forms) {
  test(`a change sent ${how} is refused`, async () => {
    const status = await send('POST', '/api/tickets', { host: `127.0.0.1:${handrail.port}`, cookie: operator.cookie, origin: handrail.origin, ...headers }, '{}');
    assert.equal(status, 403);
  });
}

for (const path of ['/api/session', '/api/runs', '/api/runs/01923456-789a-7000-8000-000000000000', '/api/runs/01923456-789a-7000-8000-000000000000/output']) {
  test(`a stranger gets 401 for GET ${path}`, async () => assert.equal((await fetch(handrail.origin + path)).status, 401));
}
for (const path of ['/api/runs', '/api/tickets', '/api/preview', '/api/workspaces/reset', '/api/practice/reset', '/api/invites', '/api/runs/01923456-789a-7000-8000-000000000000/stop']) {
  test(`a stranger gets 401 for POST ${path}`, async () => {
    const stranger = { cookie: '' };
    const answer = await fetch(handrail.origin + path, { method: 'POST', headers: { ...stranger, origin: handrail.origin, 'content-type': 'application/json', 'x-handrail': '1' }, body: '{}' });
    assert.equal(answer.status, 401);
  });
}

test('a login link that was fetched is still good, used once, and then no more', async () => {
  const link = /https?:\S+/.exec(handrail.cli('invite', 'bob').stdout)?.[0] ?? '';
  await fetch(link);
  await fetch(link.replace('#', '?'));
  await handrail.logIn(link);
  await assert.rejects(handrail.logIn(link), /link-used/);
  await assert.rejects(handrail.logIn(`${handrail.origin}/login#made-up`), /link-unknown/);
});

test('somebody else’s run is not there: not to see, not to stop, not to attach', async () => {
  const { run } = await operator.finish('prompt-redis#ping', { TARGET: 'dev' });
  assert.equal((await alice.get(`/api/runs/${run.id}`)).status, 404);
  assert.equal((await alice.get(`/api/runs/${run.id}/output`)).status, 404);
  assert.equal((await alice.post(`/api/runs/${run.id}/stop`, {})).status, 404);
  const mine = ((await (await alice.get('/api/runs')).json()) as { runs: Run[] }).runs;
  assert.deepEqual(mine.filter(({ id }) => id === run.id), []);
  const viewer = new Viewer(alice, run.id);
  await viewer.attach();
  await pause(300);
  assert.equal(viewer.offset, 0);
});

test('fifty starts with one key are one run', async () => {
  const { step } = stepOf('prompt-redis#ping');
  const key = crypto.randomUUID();
  const body = { runbook: 'prompt-redis', step: step.id, digest: step.digest, environment: 'practice', parameters: Object.fromEntries(step.parameters.map((parameter) => [parameter.name, parameter.default])), size: { cols: 80, rows: 24 } };
  const answers = await Promise.all(Array.from({ length: 50 }, () => operator.post('/api/runs', body, { 'idempotency-key': key })));
  const ids = new Set(await Promise.all(answers.map(async (answer) => ((await answer.json()) as { run: Run }).run.id)));
  assert.equal(ids.size, 1);
  const other = await operator.post('/api/runs', { ...body, size: { cols: 81, rows: 24 }, parameters: { ...body.parameters, TARGET: 'prod' } }, { 'idempotency-key': key });
  assert.equal(other.status, 409);
});

const broken: [string, Record<string, unknown>, number, string][] = [
  ['an unknown runbook', { runbook: 'nope' }, 404, 'unknown-runbook'],
  ['an unknown step', { step: 'nope' }, 404, 'unknown-step'],
  ['a stale digest', { digest: '0'.repeat(64) }, 409, 'stale-step'],
  ['an unknown environment', { environment: 'moon' }, 404, 'unknown-environment'],
  ['an undeclared parameter', { parameters: { TARGET: 'dev', EVIL: 'x' } }, 422, 'parameter-undeclared'],
  ['a malformed parameter', { parameters: { TARGET: 'moon' } }, 422, 'parameter-malformed'],
  ['a missing parameter', { parameters: {} }, 422, 'parameter-missing'],
  ['a size of nonsense', { size: { cols: 0, rows: 1e9 } }, 422, 'bad-size'],
  ['a body that is not one', { runbook: 7 }, 400, 'bad-message'],
];
for (const [what, change, status, code] of broken) {
  test(`${what} is refused as ${code}`, async () => {
    const answer = await operator.start('prompt-redis#ping', { TARGET: 'dev' }, change);
    assert.equal(answer.status, status, await answer.clone().text());
    assert.equal(((await answer.json()) as { error: { code: string } }).error.code, code);
  });
}

test('a body too big is refused, and the server lives', async () => {
  const answer = await operator.post('/api/runs', { runbook: 'x'.repeat(5_000_000) });
  assert.equal(answer.status, 413);
  assert.equal((await fetch(`${handrail.origin}/api/health`)).status, 200);
});

const messages: [string, string | Buffer][] = [
  ['no JSON', '{'],
  ['a list', '[]'],
  ['bytes where text belongs', Buffer.from([1, 2, 3])],
  ['a message before hello', JSON.stringify({ type: 'attach', run: '01923456-789a-7000-8000-000000000000', from: 0 })],
  ['a made-up ticket', JSON.stringify({ type: 'hello', ticket: 'made-up' })],
  ['a deep message', '['.repeat(50_000)],
  ['more than a message may have', 'x'.repeat(300_000)],
  ['a prototype', '{"__proto__":{"type":"hello"},"type":"hello","ticket":"x","constructor":1}'],
];
for (const [what, message] of messages) {
  test(`a first message of ${what} closes the socket`, { timeout: 60_000 }, async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${handrail.port}/api/stream`, subprotocol, { headers: { cookie: operator.cookie, origin: handrail.origin } });
    await new Promise((opened) => socket.once('open', opened));
    const closed = new Promise<number>((done) => socket.once('close', done));
    socket.on('error', () => undefined);
    socket.send(message);
    const code = await closed;
    assert.ok((code >= 4400 && code < 4500) || code === 1009 || code === 1006 || code === 1007, String(code));
    assert.equal((await fetch(`${handrail.origin}/api/health`)).status, 200);
  });
}

test('answers carry the headers that hold a page in', async () => {
  const answer = await fetch(`${handrail.origin}/runbooks/prompt-redis`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
  assert.ok(scripts.split(' ').every((source) => source === `${handrail.origin}/assets/` || /^'sha256-[^']+'$/.test(source)), scripts);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(answer.headers.get('x-powered-by'), null);
});

for (const path of ['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/assets/..%5c..%5cpackage.json', '/.git/config', '/%00', '//etc/passwd', '/runbooks/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd']) {
  test(`the path ${path} gives no file`, async () => {
    const status = await send('GET', path, { host: `127.0.0.1:${handrail.port}` });
    assert.ok([400, 403, 404].includes(status), String(status));
  });
}
