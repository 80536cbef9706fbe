/**
 * Logging in and staying so, against somebody who races, repeats, plants and guesses; and requests bent in every way that
 * HTTP and JSON allow. Against a real server, whose log is read at the end for secrets.
 */
import assert from 'node:assert/strict';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { subprotocol } from '../../common/protocol/client-message.ts';
import { Client, Handrail, stepOf } from '../handrail.ts';

const logs = mkdtempSync('/tmp/hr-logs-');
/** everything that was secret in these tests */
const secrets = new Set<string>();
let handrail: Handrail;
let operator: Client;

before(async () => {
  handrail = await Handrail.start({ HANDRAIL_LOG: 'debug' }, ['/bin/sh', '-c', `exec "$@" 2>>${logs}/server`, 'sh']);
  secrets.add(secretOf(handrail.loginLink));
  operator = await logIn(handrail.loginLink);
});
after(async () => {
  await handrail[Symbol.asyncDispose]();
  rmSync(logs, { recursive: true });
});

const secretOf = (link: string) => link.slice(link.indexOf('#') + 1);
const credential = () => readFileSync(join(handrail.data, 'local-credential'), 'utf8').trim();

async function logIn(link: string): Promise<Client> {
  const client = await handrail.logIn(link);
  secrets.add(client.cookie.slice(client.cookie.indexOf('=') + 1));
  return client;
}

async function linkFor(name: string): Promise<string> {
  const { link } = (await (await asOwner('/api/invites', { name })).json()) as { link: string };
  secrets.add(secretOf(link));
  return link;
}

function asOwner(path: string, body: unknown): Promise<Response> {
  return fetch(handrail.origin + path, { method: 'POST', headers: { authorization: `Bearer ${credential()}`, 'content-type': 'application/json', 'x-handrail': '1' }, body: JSON.stringify(body) });
}

function presents(headers: Record<string, string>): Promise<number> {
  return fetch(`${handrail.origin}/api/session`, { headers }).then(({ status }) => status);
}

/** Sends bytes; gives all that comes back until the server closes, for a minute at most. */
function say(text: string, forMs = 60_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(handrail.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk: Buffer) => { heard += chunk.toString('latin1'); });
    socket.on('error', () => undefined);
    const late = setTimeout(() => socket.destroy(), forMs);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(heard);
    });
    socket.write(Buffer.from(text, 'latin1'));
  });
}

test('eight who use one link at once get one session between them', async () => {
  const link = await linkFor('racer');
  const body = JSON.stringify({ secret: secretOf(link) });
  const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(`${handrail.origin}/api/login`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-handrail': '1', origin: handrail.origin }, body })));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, ...Array.from({ length: 7 }, () => 401)]);
  for (const answer of answers) for (const cookie of answer.headers.getSetCookie()) secrets.add(cookie.split(';')[0]?.split('=')[1] ?? '');
});

const cookies: [what: string, cookie: (name: string, value: string) => string][] = [
  ['twice, with two values', (name, value) => `${name}=${value}; ${name}=other`],
  ['twice, with one value', (name, value) => `${name}=${value}; ${name}=${value}`],
  ['under the name it has behind TLS', (name, value) => `__Host-${name}=${value}`],
  ['under the name of another port', (name, value) => `${name}1=${value}`],
  ['in capitals', (name, value) => `${name.toUpperCase()}=${value}`],
  ['in quotes', (name, value) => `${name}="${value}"`],
  ['with a space in front of its value', (name, value) => `${name}= ${value}`],
  ['with something behind its value', (name, value) => `${name}=${value}x`],
  ['cut short', (name, value) => `${name}=${value.slice(0, -1)}`],
  ['with no value', (name) => `${name}=`],
  ['as the hash that is kept', (name) => `${name}=${'0'.repeat(64)}`],
  ['between commas', (name, value) => `a=b, ${name}=${value}`],
];
for (const [what, cookie] of cookies) {
  test(`a session cookie that comes ${what} is none`, async () => {
    const [name = '', value = ''] = operator.cookie.split('=');
    assert.equal(await presents({ cookie: cookie(name, value) }), 401);
    assert.equal(await presents({ cookie: operator.cookie }), 200);
  });
}

const credentials: [what: string, authorization: (secret: string) => string][] = [
  ['of a password', (secret) => `Basic ${Buffer.from(`operator:${secret}`).toString('base64')}`],
  ['in small letters', (secret) => `bearer ${secret}`],
  ['with two spaces', (secret) => `Bearer  ${secret}`],
  ['with a character more', (secret) => `Bearer ${secret}x`],
  ['with a character less', (secret) => `Bearer ${secret.slice(0, -1)}`],
  ['of nothing', () => 'Bearer '],
  ['of two', (secret) => `Bearer ${secret}, Bearer ${secret}`],
];
for (const [what, authorization] of credentials) {
  test(`a local credential ${what} is refused, even beside a good cookie`, async () => {
    assert.equal(await presents({ authorization: authorization(credential()), cookie: operator.cookie }), 401);
  });
}

test('a session that was planted beforehand does not become somebody’s', async () => {
  const link = await linkFor('victim');
  const planted = operator.cookie.replace(/=.*/, `=${'A'.repeat(43)}`);
  const answer = await fetch(`${handrail.origin}/api/login`, { method: 'POST', headers: { cookie: planted, 'content-type': 'application/json', 'x-handrail': '1', origin: handrail.origin }, body: JSON.stringify({ secret: secretOf(link) }) });
  const given = answer.headers.getSetCookie()[0] ?? '';
  assert.match(given, /HttpOnly; SameSite=Strict/);
  assert.doesNotMatch(given, /AAAAAAAA/);
  assert.equal(await presents({ cookie: planted }), 401);
});

test('logging in again ends the session before it, and logging out ends it for good', async () => {
  const first = await logIn(await linkFor('twice'));
  const body = JSON.stringify({ secret: secretOf(await linkFor('twice')) });
  const again = await fetch(`${handrail.origin}/api/login`, { method: 'POST', headers: { cookie: first.cookie, 'content-type': 'application/json', 'x-handrail': '1', origin: handrail.origin }, body });
  const second = new Client(handrail.origin, (again.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '');
  assert.equal(await presents({ cookie: first.cookie }), 401);
  assert.equal(await presents({ cookie: second.cookie }), 200);
  assert.equal((await second.post('/api/logout', {})).status, 200);
  assert.equal(await presents({ cookie: second.cookie }), 401);
});

test('a password and a token do what they are for; that they are kept nowhere is seen at the end', async () => {
  const password = 'nine lemons under the ice';
  const client = await logIn(await linkFor('keeper'));
  assert.equal((await client.post('/api/account/password', { old: null, password })).status, 200);
  const tries = (text: string) => fetch(`${handrail.origin}/api/login/password`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-handrail': '1', origin: handrail.origin }, body: JSON.stringify({ name: 'keeper', password: text }) });
  const wrong = `${password}, and more`;
  assert.deepEqual([(await tries(wrong)).status, (await tries(password)).status], [401, 200]);
  const { token } = (await (await client.post('/api/account/tokens', { name: 'laptop', rights: ['view'] })).json()) as { token: string };
  assert.equal(await presents({ authorization: `Bearer ${token}` }), 200);
  for (const secret of [password, wrong, token, token.slice('hr_'.length)]) secrets.add(secret);
});

function hello(client: Client, ticket: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${handrail.origin.replace('http', 'ws')}/api/stream`, subprotocol, { headers: { cookie: client.cookie, origin: handrail.origin } });
    socket.on('open', () => { socket.send(JSON.stringify({ type: 'hello', ticket })); });
    socket.on('message', (data: Buffer) => {
      const { type } = JSON.parse(data.toString()) as { type: string };
      if (type !== 'welcome') return;
      resolve('welcome');
      socket.terminate();
    });
    socket.on('close', (code) => resolve(String(code)));
    socket.on('error', () => undefined);
  });
}

test('a ticket opens one socket: not two at once, not another session’s, not another person’s', async () => {
  const ticket = async (client: Client) => {
    const { ticket: given } = (await (await client.post('/api/tickets', {})).json()) as { ticket: string };
    secrets.add(given);
    return given;
  };
  const shared = await ticket(operator);
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => hello(operator, shared)));
  assert.equal(outcomes.filter((outcome) => outcome === 'welcome').length, 1, outcomes.join(' '));
  const eve = await logIn(await linkFor('eve'));
  const eveElsewhere = await logIn(await linkFor('eve'));
  for (const [from, to] of [[operator, eve], [eve, operator], [eve, eveElsewhere]] as const) assert.notEqual(await hello(to, await ticket(from)), 'welcome');
  const old = await ticket(eve);
  for (let at = 0; at < 300; at += 1) await ticket(operator);
  assert.equal(await hello(eve, old), 'welcome');
});

const names: [name: string, id: string | null][] = [
  ['../../etc', 'etc'], ['operator', null], ['OPERATOR', null], ['Operator ', null], ['o\u0301perator', null], ['ｏｐｅｒａｔｏｒ', null],
  ['alice\u202e', 'alice'], ['a\u0000b', 'a-b'], ['<script>', 'script'], ['.shared', 'shared'], ['a'.repeat(100), 'a'.repeat(40)], ['тест', null], ['-', null],
  ['__proto__', 'proto'], ['constructor', 'constructor'], ['con\r\nSet-Cookie: a=b', 'con-set-cookie-a-b'],
];
for (const [name, id] of names) {
  test(`an invitation for ${JSON.stringify(name.slice(0, 30))} is for ${id ?? 'nobody'}`, async () => {
    const answer = await asOwner('/api/invites', { name });
    const { link, person } = (await answer.json()) as { link?: string; person?: string };
    if (link !== undefined) secrets.add(secretOf(link));
    assert.equal(person, id ?? undefined);
    assert.ok(id === null ? [400, 403].includes(answer.status) : answer.ok, String(answer.status));
  });
}

const ids = ['%00', '%2e%2e', '..%2f..%2flocal-credential', '0192345６-789a-7000-8000-000000000000', '01923456-789A-7000-8000-000000000000', '%0d%0aSet-Cookie:%20a=b', '01923456-789a-7000-8000-000000000000%0a', '__proto__', 'constructor', '%ff', '%E2%80%AE', 'live', '*'];
for (const id of ids) {
  test(`the run ${JSON.stringify(id)} is not there, and its name bends no answer`, async () => {
    for (const path of [`/api/runs/${id}`, `/api/runs/${id}/output`]) {
      const answer = await operator.get(path);
      assert.ok([400, 404].includes(answer.status), String(answer.status));
      assert.equal(answer.headers.get('set-cookie'), null);
      // Shown as text only, with nothing in it that a page or a terminal would obey.
      assert.doesNotMatch(await answer.text(), /[\u0000-\u001f\u202e<>]/);
    }
  });
}

test('whoever types localhost is sent on to the origin and nowhere else', async () => {
  for (const path of ['//evil.example', '/\\evil.example', '///evil.example/%2f..', '/%0d%0aSet-Cookie:a=b', '/a?b=//evil.example', '/.evil.example', '/@evil.example', 'http://evil.example/']) {
    const heard = await say(`GET ${path} HTTP/1.1\r\nHost: localhost:${handrail.port}\r\nConnection: close\r\n\r\n`);
    const to = /^location: (.*)\r$/im.exec(heard)?.[1];
    if (to !== undefined) assert.equal(new URL(to).origin, handrail.origin, `${path} leads to ${to}`);
    assert.doesNotMatch(heard, /^set-cookie:/im);
  }
});

const bent: [what: string, text: (cookie: string) => string, expected: RegExp][] = [
  ['two hosts', (cookie) => `GET /api/session HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:$\r\nCookie: ${cookie}\r\n\r\n`, /^HTTP\/1\.1 4/],
  ['no host', (cookie) => `GET /api/session HTTP/1.1\r\nConnection: close\r\nCookie: ${cookie}\r\n\r\n`, /^HTTP\/1\.1 4/],
  ['a host in the path', (cookie) => `GET http://evil.example/api/session HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:$\r\nCookie: ${cookie}\r\n\r\n`, /^HTTP\/1\.1 (4|200)/],
  ['a length and chunks', (cookie) => `POST /api/tickets HTTP/1.1\r\nHost: 127.0.0.1:$\r\nCookie: ${cookie}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, /^HTTP\/1\.1 400/],
  ['a method in another’s place', (cookie) => `GET /api/tickets HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:$\r\nCookie: ${cookie}\r\nX-HTTP-Method-Override: POST\r\nX-Handrail: 1\r\n\r\n`, /^HTTP\/1\.1 404/],
  ['twenty thousand headers', () => `GET / HTTP/1.1\r\nHost: 127.0.0.1:$\r\n${'X: y\r\n'.repeat(20_000)}\r\n`, /^(HTTP\/1\.1 (200|431)|$)/],
  ['a tunnel', () => 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:$\r\n\r\n', /^$/],
];
for (const [what, text, expected] of bent) {
  test(`a request with ${what} gets nothing by it`, async () => {
    const heard = await say(text(operator.cookie).replaceAll('$', String(handrail.port)));
    assert.match(heard, expected);
    assert.doesNotMatch(heard, /"ticket"/);
  });
}

const bodies: [what: string, parameters: string][] = [
  ['a prototype', '{"__proto__":{"TARGET":"dev"}}'],
  ['a constructor', '{"constructor":{"prototype":{"TARGET":"dev"}},"TARGET":"dev"}'],
  ['a value that is a list', '{"TARGET":["dev"]}'],
  ['a value that is an object', '{"TARGET":{"toString":"dev"}}'],
  ['a value that is true', '{"TARGET":true}'],
  ['ten thousand names', `{${Array.from({ length: 10_000 }, (_, at) => `"P${at}":"x"`).join(',')}}`],
  ['depth', `{"TARGET":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ['a value with a NUL', '{"TARGET":"dev\\u0000"}'],
  ['half a character', '{"TARGET":"\\ud800"}'],
];
for (const [what, parameters] of bodies) {
  test(`parameters of ${what} start nothing`, async () => {
    const { step } = stepOf('prompt-redis#ping');
    const body = `{"runbook":"prompt-redis","step":"ping","digest":"${step.digest}","environment":"practice","parameters":${parameters}}`;
    const answer = await fetch(`${handrail.origin}/api/runs`, { method: 'POST', headers: { cookie: operator.cookie, origin: handrail.origin, 'content-type': 'application/json', 'x-handrail': '1', 'idempotency-key': crypto.randomUUID() }, body });
    assert.ok([400, 413, 422].includes(answer.status), `${answer.status} ${(await answer.text()).slice(0, 300)}`);
    assert.equal(({} as { TARGET?: string }).TARGET, undefined);
  });
}

test('two hundred who say half a request keep nobody waiting', async () => {
  const idle: Socket[] = Array.from({ length: 200 }, (_, at) => {
    const socket = connect(handrail.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(['GET / HTTP/1.1\r\nHost: x\r\nX-', 'POST /api/login HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{', 'GET /api/stream HTTP/1.1\r\nUpgrade: websocket\r\n', ''][at % 4] ?? '');
    return socket;
  });
  assert.equal(await presents({ cookie: operator.cookie }), 200);
  assert.ok(idle.some((socket) => !socket.closed), 'while they are there');
  for (const socket of idle) socket.destroy();
});

test('guessing links is slowed down', async () => {
  const guess = () => fetch(`${handrail.origin}/api/login`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-handrail': '1', origin: handrail.origin, 'x-forwarded-for': `10.0.0.${Math.random()}` }, body: '{"secret":"guess"}' });
  const statuses = (await Promise.all(Array.from({ length: 60 }, guess))).map(({ status }) => status);
  assert.ok(statuses.filter((status) => status === 429).length >= 15, statuses.join(' '));
});

test('no secret is in the log, in the record, or in anything else that was kept', async () => {
  const said = ['server', 'audit', 'practice', 'runner'];
  await asOwner('/api/login-links', {});
  await fetch(`${handrail.origin}/api/session?secret=${secretOf(handrail.loginLink)}`, { headers: { cookie: operator.cookie } });
  await operator.post('/api/runs', { secret: 'x' });
  await handrail.endServer();
  const files = [join(logs, 'server'), ...globSync('**/*', { cwd: handrail.data, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))];
  assert.ok(files.length > said.length && existsSync(join(logs, 'server')));
  for (const file of files) {
    const content = readFileSync(file);
    for (const secret of secrets) assert.ok(secret.length < 20 || !content.includes(secret), `${file} holds a secret`);
    if (!file.endsWith('local-credential')) assert.ok(!content.includes(credential()), `${file} holds the local credential`);
  }
});
