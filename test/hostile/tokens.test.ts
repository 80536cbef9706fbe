/**
 * Personal access tokens, and what is open when something is taken away, against somebody who stretches what a token is for
 * and goes on using what holds no longer. In one process, with a clock of the test's own.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { subprotocol } from '../../common/protocol/client-message.ts';
import type { Right } from '../../common/rights.ts';
import type { Answer, TestServer } from '../../server/http/test-server.ts';
import { bearer, codeOf, right, Visitors } from './visitors.ts';

let visitors: Visitors;
let server: TestServer;
let admin = '';
before(async () => {
  visitors = await Visitors.start();
  ({ server, admin } = visitors);
});
after(async () => { await visitors[Symbol.asyncDispose](); });

const post: Visitors['post'] = (...given) => visitors.post(...given);
const get: Visitors['get'] = (...given) => visitors.get(...given);
const come: Visitors['come'] = (...given) => visitors.come(...given);
const token: Visitors['token'] = (...given) => visitors.token(...given);
const ownSession: Visitors['sessionId'] = (...given) => visitors.sessionId(...given);

const presented: [what: string, ask: (text: string) => Promise<Answer>][] = [
  ['in the address', (text) => server.ask('GET', `/api/session?token=${text}&access_token=${text}`)],
  ['as the session cookie', (text) => get(`handrail_${server.port}=${text}`, '/api/session')],
  ['in small letters', (text) => server.ask('GET', '/api/session', { headers: { authorization: `bearer ${text}` } })],
  ['as a password', (text) => server.ask('GET', '/api/session', { headers: { authorization: `Basic ${Buffer.from(`ada:${text}`).toString('base64')}` } })],
  ['in a header of another name', (text) => server.ask('GET', '/api/session', { headers: { 'x-handrail-token': text, 'private-token': text } })],
  ['cut short', (text) => server.ask('GET', '/api/session', { headers: bearer(text.slice(0, -1)) })],
  ['without its prefix', (text) => server.ask('GET', '/api/session', { headers: bearer(text.slice(3)) })],
  ['with something behind it', (text) => server.ask('GET', '/api/session', { headers: bearer(`${text}x`) })],
  ['wrong, beside a good cookie', (text) => server.ask('GET', '/api/session', { headers: { cookie: admin, authorization: `Bearer ${text}x` } })],
];
for (const [what, ask] of presented) {
  test(`a token ${what} is none`, async () => {
    const { text } = await token(server.cookies.ada, ['view']);
    assert.equal((await ask(text)).status, 401);
  });
}

test('a page of another site has no use of a token', async () => {
  const { text } = await token(server.cookies.ada, ['view', 'practise']);
  assert.equal(codeOf(await server.ask('POST', '/api/tickets', { headers: { authorization: `Bearer ${text}`, origin: 'https://evil.example' } })), 'origin-refused');
});

const made: [what: string, body: object, code: string][] = [
  ['more than one may', { rights: ['view', 'audit'] }, 'denied'],
  ['the right to administer', { rights: ['administer'] }, 'denied'],
  ['the right to approve', { rights: ['approve'] }, 'denied'],
  ['a right there is none of', { rights: ['root'] }, 'bad-message'],
  ['no right', { rights: [] }, 'bad-message'],
  ['366 days', { rights: ['view'], days: 366 }, 'bad-message'],
  ['no end', { rights: ['view'], days: 0 }, 'bad-message'],
  ['an end that is past', { rights: ['view'], days: -1 }, 'bad-message'],
  ['no environment', { rights: ['view'], environments: [] }, 'bad-message'],
  ['an environment that is a path', { rights: ['view'], environments: ['../dev'] }, 'bad-message'],
  ['a name that a terminal obeys', { name: 'a\u001b[2J', rights: ['view'] }, 'bad-message'],
  ['a name that reads backwards', { name: 'a\u202eb', rights: ['view'] }, 'bad-message'],
  ['somebody else', { rights: ['view'], person: 'operator' }, 'bad-message'],
];
for (const [what, body, code] of made) {
  test(`a token for ${what} is not made: ${code}`, async () => {
    assert.equal(codeOf(await post(server.cookies.ada, '/api/account/tokens', { name: 'x', ...body })), code);
  });
}

test('an admin’s token does not administer, an approver’s does not approve', async () => {
  const everything = await come('Everything', ['operator', 'approver', 'admin']);
  for (const rights of [['administer'], ['approve']] as const) assert.equal(codeOf(await post(everything, '/api/account/tokens', { name: 'x', rights })), 'denied');
  const { text } = await token(everything, ['view', 'practise', 'operate', 'audit']);
  assert.deepEqual((await server.ask('GET', '/api/session', { headers: bearer(text) })).body.rights, ['view', 'practise', 'operate', 'audit']);
});

test('nobody has more than fifty tokens, also when they are made at once', async () => {
  const cookie = await come('Hoarder');
  const codes = (await Promise.all(Array.from({ length: 60 }, () => post(cookie, '/api/account/tokens', { name: 'x', rights: ['view'] })))).map(codeOf);
  assert.equal(codes.filter((code) => code === 'done').length, 50);
});

/** What somebody tries with a token; `run` stands for a run of theirs in dev. */
const stretched: [what: string, scope: { rights: Right[]; environments?: string[] }, method: 'GET' | 'POST', path: string, body: object, code: string][] = [
  ['run a step, with one to read', { rights: ['view'] }, 'POST', '/api/runs', { environment: 'practice' }, 'not-allowed'],
  ['see files, with one to read', { rights: ['view'] }, 'GET', '/api/workspaces/practice/files', {}, 'not-allowed'],
  ['run outside practice, with one to practise', { rights: ['view', 'practise'] }, 'POST', '/api/runs', { environment: 'dev' }, 'denied'],
  ['run in dev, with one for practice', { rights: ['view', 'practise', 'operate'], environments: ['practice'] }, 'POST', '/api/runs', { environment: 'dev' }, 'denied'],
  ['look ahead in dev, with one for practice', { rights: ['view', 'practise', 'operate'], environments: ['practice'] }, 'POST', '/api/preview', { environment: 'dev' }, 'denied'],
  ['see files of dev, with one for practice', { rights: ['view', 'practise', 'operate'], environments: ['practice'] }, 'GET', '/api/workspaces/%64ev/files', {}, 'denied'],
  ['see practice, with one for dev', { rights: ['view', 'practise', 'operate'], environments: ['dev'] }, 'GET', '/api/practice', {}, 'denied'],
  ['see practice in capitals, with one for dev', { rights: ['view', 'practise', 'operate'], environments: ['dev'] }, 'GET', '/API/Practice/scenarios/', {}, 'denied'],
  ['reset the world, with one for dev', { rights: ['view', 'practise', 'operate'], environments: ['dev'] }, 'POST', '/api/practice/reset', {}, 'denied'],
  ['reset the workspace, with one for dev', { rights: ['view', 'practise', 'operate'], environments: ['dev'] }, 'POST', '/api/workspaces/reset', { environment: 'practice' }, 'denied'],
  ['see a run of dev, with one for practice', { rights: ['view', 'practise'], environments: ['practice'] }, 'GET', '/api/runs/RUN', {}, 'denied'],
  ['read its output, with one for practice', { rights: ['view', 'practise'], environments: ['practice'] }, 'GET', '/api/runs/RUN/output', {}, 'denied'],
  ['stop it, with one for practice', { rights: ['view', 'practise'], environments: ['practice'] }, 'POST', '/api/runs/RUN/stop', {}, 'denied'],
  ['share it, with one for practice', { rights: ['view', 'practise'], environments: ['practice'] }, 'POST', '/api/runs/RUN/share', { shared: true }, 'denied'],
  ['make another', { rights: ['view', 'practise', 'operate'] }, 'POST', '/api/account/tokens', { name: 'x', rights: ['view'] }, 'not-by-token'],
  ['revoke one', { rights: ['view'] }, 'POST', '/api/account/tokens/0123456789abcdef/revoke', {}, 'not-by-token'],
  ['list them', { rights: ['view'] }, 'GET', '/api/account/tokens', {}, 'not-by-token'],
  ['see the account', { rights: ['view'] }, 'GET', '/api/account', {}, 'not-by-token'],
  ['choose a password', { rights: ['view'] }, 'POST', '/api/account/password', { password: right }, 'not-by-token'],
  ['end sessions', { rights: ['view'] }, 'POST', '/api/account/sessions/end-others', {}, 'not-by-token'],
  ['log out', { rights: ['view'] }, 'POST', '/api/logout', {}, 'not-by-token'],
  ['see people', { rights: ['view', 'practise', 'operate'] }, 'GET', '/api/people', {}, 'not-allowed'],
  ['give roles', { rights: ['view'] }, 'POST', '/api/people/ada/roles', { roles: ['admin'] }, 'not-allowed'],
  ['invite', { rights: ['view'] }, 'POST', '/api/invites', { name: 'friend' }, 'not-allowed'],
  ['copy the database', { rights: ['view'] }, 'POST', '/api/backups', {}, 'not-logged-in'],
];
for (const [what, scope, method, path, body, code] of stretched) {
  test(`with a token one cannot ${what}: ${code}`, async () => {
    const run = path.includes('RUN') ? (await server.run('plain', 'ping', { as: 'ada', environment: 'dev' })).id : '';
    const { text } = await token(server.cookies.ada, scope.rights, scope.environments ? { environments: scope.environments } : {});
    const step = { runbook: 'plain', step: 'ping', digest: await digestOfPing(), parameters: {} };
    const whole = ['/api/runs', '/api/preview'].includes(path) ? { ...step, ...body } : body;
    const answer = await server.ask(method, path.replace('RUN', run), { body: whole, headers: { ...bearer(text), 'idempotency-key': crypto.randomUUID() } });
    assert.equal(codeOf(answer), code);
    if (run !== '') server.runner.end(run, 'exited', 0);
  });
}

async function digestOfPing(): Promise<string> {
  return ((await get(server.cookies.ada, '/api/steps/plain/ping')).body.step as { digest: string }).digest;
}

test('a token for practice lists no run of dev', async () => {
  const run = await server.run('plain', 'ping', { as: 'ada', environment: 'dev' });
  const { text } = await token(server.cookies.ada, ['view'], { environments: ['practice'] });
  const { runs = [] } = (await server.ask('GET', '/api/runs', { headers: bearer(text) })).body;
  assert.deepEqual(runs.filter(({ environment }) => environment !== 'practice'), []);
  server.runner.end(run.id, 'exited', 0);
});

test('a token ends the moment it is to, with its person’s rights, and with its person', async () => {
  const cookie = await come('Tia', ['operator']);
  const { text } = await token(cookie, ['view', 'practise', 'operate'], { days: 1 });
  const rights = async () => (await server.ask('GET', '/api/session', { headers: bearer(text) })).body.rights ?? 'none';
  assert.deepEqual(await rights(), ['view', 'practise', 'operate']);
  await post(admin, '/api/people/tia/roles', { roles: ['viewer'] });
  assert.deepEqual(await rights(), ['view']);
  await post(admin, '/api/people/tia/roles', { roles: [] });
  assert.deepEqual(await rights(), []);
  await post(admin, '/api/people/tia/roles', { roles: ['operator'] });
  await post(admin, '/api/people/tia/disable');
  assert.equal(await rights(), 'none');
  await post(admin, '/api/people/tia/enable');
  assert.deepEqual(await rights(), ['view', 'practise', 'operate']);
  server.ahead += 24 * 3_600_000;
  assert.equal(await rights(), 'none');
});

/** Opens a socket and shows a ticket; gives what is said on it, and the code it closes with. */
async function open(headers: Record<string, string>): Promise<{ said: { type: string; run?: string; error?: { code: string } }[]; closed: Promise<number>; say(message: object): void; until(so: () => boolean): Promise<void> }> {
  const { body } = await server.ask('POST', '/api/tickets', { headers });
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/stream`, subprotocol, { headers: headers.authorization === undefined ? { ...headers, origin: server.origin } : { authorization: headers.authorization } });
  const said: { type: string; run?: string; error?: { code: string } }[] = [];
  socket.on('message', (data: Buffer, isBinary: boolean) => { if (!isBinary) said.push(JSON.parse(data.toString()) as { type: string }); });
  const closed = new Promise<number>((done) => { socket.on('close', done); });
  await new Promise((done, fail) => { socket.once('open', done).once('error', fail); });
  const say = (message: object) => { socket.send(JSON.stringify(message)); };
  const until = async (so: () => boolean) => {
    for (const end = Date.now() + 30_000; !so();) {
      if (Date.now() > end) throw new Error(`not so; heard ${JSON.stringify(said)}`);
      await new Promise((done) => setTimeout(done, 5));
    }
  };
  say({ type: 'hello', ticket: String(body.ticket) });
  await until(() => said.some(({ type }) => type === 'welcome'));
  return { said, closed, say, until };
}

const taken: [what: string, take: (id: string, cookie: string, tokenId: string) => Promise<Answer>, by: 'cookie' | 'token', close: number][] = [
  ['their session is ended elsewhere', async (_id, cookie) => post(await come('Una'), `/api/account/sessions/${await ownSession(cookie)}/end`), 'cookie', 4401],
  ['they log out', (_id, cookie) => post(cookie, '/api/logout'), 'cookie', 4401],
  ['they lose a role', (id) => post(admin, `/api/people/${id}/roles`, { roles: ['viewer'] }), 'cookie', 4403],
  ['they are disabled', (id) => post(admin, `/api/people/${id}/disable`), 'cookie', 4401],
  ['their token is revoked', (_id, cookie, tokenId) => post(cookie, `/api/account/tokens/${tokenId}/revoke`), 'token', 4401],
  ['the token’s person loses a role', (id) => post(admin, `/api/people/${id}/roles`, { roles: ['viewer'] }), 'token', 4403],
  ['the token’s person is disabled', (id) => post(admin, `/api/people/${id}/disable`), 'token', 4403],
];
for (const [what, take, by, close] of taken) {
  test(`what one types is refused at once when ${what}`, async () => {
    await post(admin, '/api/people/una/enable');
    await post(admin, '/api/people/una/roles', { roles: ['operator'] });
    const cookie = await come('Una');
    await post(admin, '/api/people/una/roles', { roles: ['operator'] });
    const key = { 'idempotency-key': crypto.randomUUID() };
    const digest = ((await get(cookie, '/api/steps/plain/shell')).body.step as { digest: string }).digest;
    const { run } = (await server.ask('POST', '/api/runs', { headers: { cookie, ...key }, body: { runbook: 'plain', step: 'shell', digest, environment: 'practice', parameters: {} } })).body;
    assert.ok(run);
    const { text, id } = await token(cookie, ['view', 'practise']);
    const socket = await open(by === 'cookie' ? { cookie } : bearer(text));
    socket.say({ type: 'attach', run: run.id, from: 0 });
    await socket.until(() => socket.said.some(({ type }) => type === 'attached'));
    socket.say({ type: 'input', run: run.id, data: 'before\r' });
    await socket.until(() => server.runner.seen(run.id).typed.includes('before'));
    assert.equal((await take('una', cookie, id)).status, 200);
    socket.say({ type: 'input', run: run.id, data: 'after\r' });
    assert.equal(await socket.closed, close);
    assert.ok(!server.runner.seen(run.id).typed.includes('after'));
    server.runner.end(run.id, 'exited', 0);
  });
}

test('no token, link or session is in the record', () => {
  const record = server.audit();
  assert.ok(visitors.secrets.length > 50 && record.length > 10_000);
  for (const secret of visitors.secrets) assert.ok(secret.length < 15 || !record.includes(secret), 'a secret is in the record');
});
