/**
 * The ways out of a sandbox and who one is on them: addresses that are not what they seem, names that change, credentials that
 * are not where they should be or not what they should be, requests to web services in disguise.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createWeb, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Effect } from '../../common/catalog/effect.ts';
import type { SecretRef } from '../../server/config/environments/endpoints.ts';
import { placesOf } from '../../server/runner/endpoints/places.ts';
import { checkedAddresses, dial, DialError } from '../../server/runner/gateway/dial.ts';
import type { Door } from '../../server/runner/gateway/door.ts';
import type { Told } from '../../server/runner/gateway/endpoint-event.ts';
import { openHttpGateway } from '../../server/runner/gateway/http.ts';
import { complaintOf, methodEffect, passedHeaders } from '../../server/runner/gateway/http-request.ts';
import { openTcpGateway } from '../../server/runner/gateway/tcp.ts';
import { openSecrets, SecretError } from '../../server/runner/secrets.ts';

const folder = mkdtempSync('/tmp/hr-hostile-ends-');
const at = (name: string): string => join(folder, name);
const told: Told[] = [];
const asked: { line: string; headers: IncomingMessage['headers']; body: string }[] = [];
const doors: Door[] = [];
const heard: Buffer[] = [];
let isFull = false;

const web = createWeb((incoming, outgoing) => {
  let body = '';
  incoming.on('data', (chunk: Buffer) => { body += chunk.toString(); }).on('end', () => {
    asked.push({ line: `${incoming.method ?? ''} ${incoming.url ?? ''}`, headers: incoming.headers, body });
    if (incoming.url === '/api/elsewhere') outgoing.writeHead(302, { location: 'http://169.254.169.254/latest/', 'keep-alive': 'timeout=5' });
    outgoing.end('answered');
  });
});
const keeper = createServer((socket) => { socket.on('error', () => undefined).on('data', (bytes: Buffer) => { heard.push(bytes); }); });
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
const tell = (event: Told): void => {
  if (isFull) throw new Error('the disk is full');
  told.push(event);
};
const common = { tell, durable: () => Promise.resolve(), onFailure: () => undefined };

before(async () => {
  for (const server of [web, keeper]) await once(server.listen(0, '127.0.0.1'), 'listening');
  for (const effect of ['read', 'change'] as const) {
    doors.push(await openHttpGateway({
      ...common, effect, socket: at(effect), url: new URL(`http://127.0.0.1:${portOf(web)}/api`), local: true, ca: () => null, certificate: null,
      authorization: () => Promise.resolve('Bearer real'),
    }));
  }
  doors.push(await openHttpGateway({
    ...common, effect: 'read', socket: at('nowhere'), url: new URL(`http://127.0.0.1:${portOf(web)}`), local: false, ca: () => null, certificate: null, authorization: () => Promise.reject(new SecretError('it is empty')),
  }));
  doors.push(await openTcpGateway({ ...common, socket: at('tcp'), target: { host: '127.0.0.1', port: portOf(keeper), local: true }, idleMs: 300 }));
  doors.push(await openTcpGateway({ ...common, socket: at('forbidden'), target: { host: '127.0.0.1', port: portOf(keeper), local: false } }));
  doors.push(await openTcpGateway({ ...common, socket: at('undurable'), target: { host: '127.0.0.1', port: portOf(keeper), local: true }, durable: () => Promise.reject(new Error('EIO')) }));
});
after(() => {
  for (const door of doors) door.close();
  web.closeAllConnections();
  for (const server of [web, keeper]) server.close();
  rmSync(folder, { recursive: true });
});

/** What a name or address in environments.yaml leads to, with and without `local: true`. */
const addresses: readonly [host: string, means: readonly string[], remote: RegExp | null, local: RegExp | null][] = [
  ['127.0.0.1', [], /this very machine/, null], ['127.8.8.8', [], /this very machine/, null], ['::1', [], /this very machine/, null], ['[::1]', [], /this very machine/, null],
  ['localhost', ['127.0.0.1', '::1'], /this very machine/, null], ['2130706433', ['127.0.0.1'], /this very machine/, null], ['0177.0.0.1', ['127.0.0.1'], /this very machine/, null], ['0x7f.1', ['127.0.0.1'], /this very machine/, null],
  ['mapped.example', ['::ffff:127.0.0.1'], /this very machine/, null], ['mapped.example', ['::ffff:7f00:1'], /this very machine/, null], ['nat64.example', ['64:ff9b::7f00:1'], /this very machine/, /this very machine/],
  ['6to4.example', ['2002:7f00:1::1'], /this very machine/, /this very machine/], ['compatible.example', ['::7f00:1'], /no longer used/, /no longer used/],
  ['0.0.0.0', [], /no address at all/, /no address at all/], ['0.1.2.3', [], /no address at all/, /no address at all/], ['::', [], /no address at all/, /no address at all/],
  ['169.254.169.254', [], /credentials/, /credentials/], ['metadata.example', ['169.254.169.254'], /credentials/, /credentials/], ['mapped-metadata.example', ['::ffff:169.254.169.254'], /credentials/, /credentials/],
  ['nat64-metadata.example', ['64:ff9b::a9fe:a9fe'], /credentials/, /credentials/], ['ecs.example', ['169.254.170.2'], /credentials/, /credentials/], ['aws6.example', ['fd00:ec2::254'], /credentials/, /credentials/],
  ['aws6-long.example', ['fd00:0ec2:0:0:0:0:0:0254'], /credentials/, /credentials/], ['google6.example', ['fd20:ce::254'], /credentials/, /credentials/], ['alibaba.example', ['100.100.100.200'], /credentials/, /credentials/],
  ['azure.example', ['168.63.129.16'], /credentials/, /credentials/], ['link.example', ['fe80::1%eth0'], /credentials/, /credentials/], ['224.0.0.1', [], /group/, /group/], ['ff02::1', [], /group/, /group/],
  ['255.255.255.255', [], /everybody/, /everybody/], ['240.0.0.1', [], /nobody may use/, /nobody may use/], ['teredo.example', ['2001::1'], /tunnel/, /tunnel/],
  ['both.example', ['203.0.114.7', '127.0.0.1'], /this very machine/, null], ['nothing.example', [], /means nothing/, /means nothing/],
  ['10.96.0.1', [], null, null], ['cluster.example', ['10.0.0.7', 'fd12:3456::7'], null, null], ['public.example', ['93.184.215.14'], null, null],
];
for (const [host, means, remote, local] of addresses) {
  test(`${host} ${means.join(' ')}`, async () => {
    for (const [isLocal, says] of [[false, remote], [true, local]] as const) {
      const found = checkedAddresses({ host, port: 80, local: isLocal }, () => Promise.resolve(means.map((address) => ({ address }))));
      if (says === null) assert.ok((await found).length > 0);
      else await assert.rejects(found, (error: Error) => error instanceof DialError && says.test(error.message), `local: ${isLocal}`);
    }
  });
}

test('what a name means is looked at once, and that is connected to', async () => {
  let count = 0;
  const lookup = (): Promise<{ address: string }[]> => Promise.resolve([{ address: ['127.0.0.1', '169.254.169.254'][count++] ?? '' }]);
  const target = { host: 'changes.example', port: portOf(keeper), local: true };
  const socket = await dial(target, { lookup });
  assert.equal(socket.remoteAddress, '127.0.0.1');
  assert.equal(count, 1);
  socket.destroy();
  await assert.rejects(dial(target, { lookup }), /credentials/);
});

test('a name that is never found, and a host that never answers, are waited for so long only', async () => {
  await assert.rejects(dial({ host: 'slow.example', port: 1, local: false }, { timeoutMs: 30, lookup: () => new Promise(() => undefined) }), /not found in time/);
  const target = { host: '127.0.0.1', port: portOf(keeper), local: true };
  await assert.rejects(dial(target, { timeoutMs: 60, tls: {} }), /does not answer \(nothing within 0\.06 s\)/);
});

/** Where a credential is said to be, and what is said when it is not: never what is there. */
const long = 'x'.repeat(70_000);
const secrets: readonly [what: string, ref: () => SecretRef, gives: string | RegExp][] = [
  ['a file', () => file('plain', 's3cret-value\n'), 's3cret-value'], ['a file from Windows', () => file('windows', 's3cret-value\r\n'), 's3cret-value'], ['a file without a newline', () => file('bare', 's3cret-value'), 's3cret-value'],
  ['a linked file, as Kubernetes mounts them', () => { symlinkSync(at('plain'), at('link')); return { file: at('link') }; }, 's3cret-value'],
  ['no file', () => ({ file: at('missing') }), /missing cannot be read \(ENOENT\)/], ['a folder', () => { mkdirSync(at('dir')); return { file: at('dir') }; }, /no ordinary file/],
  ['a pipe nobody writes to', () => { execFileSync('mkfifo', [at('fifo')]); return { file: at('fifo') }; }, /no ordinary file/], ['a device', () => ({ file: '/dev/zero' }), /no ordinary file/],
  ['a path with a NUL', () => ({ file: '/etc/x\0y' }), /cannot be read/], ['an empty file', () => file('empty', '\n'), /is empty/], ['a huge file', () => file('huge', long), /longer than 64 KiB/],
  ['two lines', () => file('lines', 's3cret-value\nX-Admin: yes\n'), /one line/], ['a carriage return within', () => file('return', 's3cret\rvalue'), /one line/], ['a NUL within', () => file('nul', 's3cret\0value'), /one line/],
  ['a variable', () => ({ env: 'GIVEN' }), 's3cret-value'], ['no variable', () => ({ env: 'NOT_GIVEN' }), /no variable NOT_GIVEN/], ['an empty variable', () => ({ env: 'EMPTY' }), /is empty/],
  ['a command', () => ({ command: ['printf', 's3cret-value\\n'] }), 's3cret-value'], ['a command that sees our environment', () => ({ command: ['sh', '-c', 'printf "seen:%s" "$GIVEN$HANDRAIL_DATA"'] }), 'seen:'],
  ['a command that hangs', () => ({ command: ['sleep', '100'] }), /took longer than 0\.4 s/], ['a command that ignores being told', () => ({ command: ['sh', '-c', 'trap "" TERM INT HUP; sleep 100'] }), /took longer/],
  ['a command whose child holds on', () => ({ command: ['sh', '-c', 'sleep 100 & echo s3cret-value'] }), /took longer/], ['a command that prints without end', () => ({ command: ['yes', 's3cret-value'] }), /prints more than 64 KiB/],
  ['a command that fails', () => ({ command: ['sh', '-c', 'echo s3cret-value; exit 3'] }), /ended with status 3/], ['a command that complains of it', () => ({ command: ['sh', '-c', 'echo s3cret-value >&2; exit 1'] }), /ended with status 1/],
  ['no command', () => ({ command: ['/no/such/program', 's3cret-value'] }), /cannot be run \(ENOENT\)/], ['a command that waits to be told something', () => ({ command: ['sh', '-c', 'read x; echo "got:$x"'] }), 'got:'],
];
const file = (name: string, text: string): SecretRef => {
  writeFileSync(at(name), text);
  return { file: at(name) };
};
for (const [what, ref, gives] of secrets) {
  test(`a credential: ${what}`, async () => {
    const read = openSecrets({ variables: { GIVEN: 's3cret-value', EMPTY: '', HANDRAIL_DATA: '/data' }, commandMs: 400 }).read(ref());
    if (typeof gives === 'string') assert.equal(await read, gives);
    else await assert.rejects(read, (error: Error) => error instanceof SecretError && gives.test(error.message) && !/s3cret|X-Admin/.test(error.message));
  });
}

test('what a command said holds for a while, a mistake does not, and a file is read each time', async () => {
  let time = 0;
  const own = openSecrets({ keptMs: 1_000, now: () => time });
  const counter: SecretRef = { command: ['sh', '-c', `echo x >>${at('count')}; wc -l <${at('count')}`] };
  assert.deepEqual(await Promise.all([own.read(counter), own.read(counter)]), ['1', '1']);
  time = 1_001;
  assert.equal(await own.read(counter), '2');
  const late: SecretRef = { command: ['cat', at('late')] };
  await assert.rejects(own.read(late));
  writeFileSync(at('late'), 'there');
  assert.equal(await own.read(late), 'there');
  const rotated = file('rotated', 'old');
  assert.equal(await own.read(rotated), 'old');
  file('rotated', 'new');
  assert.equal(await own.read(rotated), 'new');
});

const paths: readonly [asked: string, base: string, says: RegExp | null][] = [
  ['/api/x?y=../..', '/api', null], ['/api', '/api', null], ['/anything', '/', null], ['/a//b', '/', null], ['/apix', '/api', /nothing beside it/], ['/', '/api', /nothing beside it/], ['/API/x', '/api', /nothing beside it/],
  ['/api/../admin', '/api', /plain form/], ['/api/%2e%2e/admin', '/api', /plain form/], ['/api/.%2E/admin', '/api', /plain form/], ['/api/..%2fadmin', '/api', /plain form/], ['/api/..%5cadmin', '/api', /plain form/],
  ['/api\\..\\admin', '/api', /plain form/], ['/api/./x', '/api', /plain form/], ['//evil.example/api', '/api', /nothing beside it/], ['http://evil.example/api', '/api', /names a path/], ['*', '/', /names a path/], ['/api/ä', '/api', /plain form/],
];
for (const [path, base, says] of paths) test(`the path ${path} below ${base}`, () => { assert.match(complaintOf(path, base) ?? 'passes', says ?? /^passes$/); });

const methods: readonly [method: string, effect: Effect | null][] = [
  ['GET', 'read'], ['HEAD', 'read'], ['OPTIONS', 'read'], ['get', 'change'], ['POST', 'change'], ['PATCH', 'change'], ['PROPFIND', 'change'], ['DELETE', 'destroy'], ['TRACE', null], ['track', null], ['CONNECT', null],
];
for (const [method, effect] of methods) test(`the method ${method}`, () => { assert.equal(methodEffect(method), effect); });

const headers: readonly [what: string, sent: readonly string[], goes: RegExp, not: RegExp][] = [
  ['its own Authorization', ['authorization', 'Bearer mine', 'Authorization', 'Basic x'], /Authorization: Bearer real/, /mine|Basic/], ['a method in disguise', ['X-HTTP-Method-Override', 'DELETE', 'X-Method-Override', 'DELETE', 'x-http-method', 'PUT'], /Host/, /DELETE|PUT/],
  ['where it comes from', ['X-Forwarded-For', '127.0.0.1', 'X-Forwarded-Host', 'evil', 'Forwarded', 'for=evil', 'Via', 'evil', 'X-Real-IP', 'evil'], /Host/, /evil|127/], ['another host', ['Host', 'evil.example'], /Host: real\.example/, /evil/],
  ['headers it lists as its connection’s', ['Connection', 'close, X-Trusted, Authorization, Content-Length', 'X-Trusted', 'yes', 'Content-Length', '3'], /Authorization: Bearer real\n(.*\n)*Content-Length: 3/, /yes|Connection:/], ['an upgrade', ['Connection', 'Upgrade', 'Upgrade', 'websocket', 'TE', 'trailers'], /Host/, /Upgrade|websocket|trailers/],
  ['what is its own', ['Cookie', 'a=b', 'X-Vault-Token', 'own', 'Accept', '*/*'], /Cookie: a=b\nX-Vault-Token: own\nAccept/, /^$/],
];
for (const [what, sent, goes, not] of headers) {
  test(`a request with ${what}`, () => {
    const text = passedHeaders(sent, { host: 'real.example', authorization: 'Bearer real' }).map(([name, value]) => `${name}: ${value}`).join('\n');
    assert.match(text, goes);
    assert.doesNotMatch(text, not);
  });
}

/** Sends bytes to a gateway; gives what comes back until it ends. */
async function said(name: string, bytes: string): Promise<string> {
  const socket: Socket = connect(at(name));
  let text = '';
  socket.on('data', (chunk: Buffer) => { text += chunk.toString(); }).on('error', () => undefined);
  const closed = new Promise((resolve) => { socket.once('close', resolve); });
  await once(socket, 'connect');
  socket.write(bytes);
  await closed;
  return text;
}
const request = (line: string, more = ''): string => `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${more}\r\n`;

const requests: readonly [what: string, gateway: string, bytes: string, says: RegExp, arrives: readonly string[]][] = [
  ['an ordinary one', 'read', request('GET /api/x?q=1', 'Authorization: Bearer mine\r\n'), /200 OK[^]*answered/, ['GET /api/x?q=1']],
  ['one that changes', 'read', request('POST /api/x', 'Content-Length: 0\r\n'), /403[^]*counts as change, and this step says that it is read/, []],
  ['one that destroys', 'change', request('DELETE /api/x'), /403[^]*counts as destroy/, []],
  ['one that gives back what it was sent', 'change', request('TRACE /api/x'), /400|404/, []], ['a tunnel', 'change', request('CONNECT 169.254.169.254:80'), /^$|400/, []],
  ['one for another server', 'read', request('GET http://169.254.169.254/latest'), /400[^]*names a path/, []], ['one beside its path', 'read', request('GET /admin'), /400[^]*nothing beside it/, []],
  ['one that is sent elsewhere, which nobody follows', 'read', request('GET /api/elsewhere'), /302 Found\r\nlocation: http:\/\/169\.254\.169\.254/i, ['GET /api/elsewhere']],
  ['two lengths', 'change', request('POST /api/x', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n') + '0\r\n\r\nDELETE /api/all HTTP/1.1\r\nHost: x\r\n\r\n', /400/, []],
  ['another in the body of a reading one', 'read', request('GET /api/x', 'Transfer-Encoding: chunked\r\n') + '2d\r\nDELETE /api/all HTTP/1.1\r\nHost: evil\r\n\r\nxxxx\r\n0\r\n\r\n', /200|400/, ['GET /api/x']],
  ['another after a refused one', 'read', 'POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\nGET /api/smuggled HTTP/1.1\r\nHost: x\r\n\r\n', /403/, []],
  ['a header that holds a line break', 'read', request('GET /api/x', 'X-A: b\rX-C: d\r\n'), /400/, []], ['a folded header', 'read', request('GET /api/x', 'X-A: b\r\n Authorization: x\r\n'), /400|200/, ['GET /api/x']],
  ['a credential that is not there', 'nowhere', request('GET /x'), /502[^]*it is empty/, []],
];
for (const [what, gateway, bytes, says, arrives] of requests) {
  test(`a request: ${what}`, async () => {
    asked.length = 0;
    assert.match(await said(gateway, bytes), says);
    const came = asked.map(({ line }) => line);
    assert.ok(came.every((line) => arrives.includes(line)), came.join(', '));
    assert.ok(asked.every(({ headers: got }) => got.authorization === 'Bearer real'));
  });
}

test('without a record nothing is connected or asked', async () => {
  isFull = true;
  asked.length = heard.length = 0;
  assert.match(await said('read', request('GET /api/x')), /503[^]*could not be recorded/);
  assert.equal(await said('tcp', 'hello'), '');
  isFull = false;
  assert.equal(await said('undurable', 'hello'), '');
  assert.deepEqual([asked.length, heard.length], [0, 0]);
});

test('a connection that may not be made is recorded, and closed; one on which nothing is said ends', async () => {
  told.length = heard.length = 0;
  assert.equal(await said('forbidden', 'hello'), '');
  assert.equal(await said('tcp', 'hello'), '');
  assert.deepEqual(heard.map(String), ['hello']);
  assert.equal(told.filter(({ act }) => act === 'open').length, 2);
  while (!told.some((event) => event.gateway === 'tcp' && event.act === 'close' && event.sent === 5)) await new Promise(setImmediate);
});

test('one side may end before the other', async () => {
  const late = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.on('error', () => undefined).on('data', (bytes: Buffer) => { text += bytes.toString(); }).on('end', () => { socket.end(`heard ${text}`); });
  });
  await once(late.listen(0, '127.0.0.1'), 'listening');
  doors.push(await openTcpGateway({ ...common, socket: at('half'), target: { host: '127.0.0.1', port: portOf(late), local: true } }));
  const socket = connect({ path: at('half'), allowHalfOpen: true });
  socket.end('all of it');
  let text = '';
  for await (const bytes of socket) text += String(bytes);
  late.close();
  assert.equal(text, 'heard all of it');
});

test('names inside: each host its own address, and no name that means two things or the sandbox itself', () => {
  const { places, hosts } = placesOf([
    { name: 'cache', host: 'Redis.example.org', port: 6379 }, { name: 'cache', host: 'redis.example.org.', port: 443 }, { name: 'other', host: 'redis.example.org', port: 6379 },
    { name: 'bare', host: '10.1.2.3', port: 389 }, { name: 'localhost', host: 'localhost', port: 22 }, { name: 'twice', host: '10.1.2.4', port: 1 }, { name: 'twice', host: '10.1.2.5', port: 1 }, { name: 'v6', host: '[fd12::1]', port: 1 },
  ]);
  assert.deepEqual(places.map(({ address, port }) => `${address}:${port}`), ['127.0.0.2:6379', '127.0.0.2:443', '127.0.0.3:6379', '127.0.0.4:389', '127.0.0.5:22', '127.0.0.6:1', '127.0.0.7:1', '127.0.0.8:1']);
  assert.deepEqual(hosts.trimEnd().split('\n'), [
    '127.0.0.1 localhost handrail', '::1 localhost', '127.0.0.2 redis.example.org', '127.0.0.2 cache', '127.0.0.3 other', '127.0.0.4 bare', '127.0.0.8 v6',
  ]);
  const many = placesOf(Array.from({ length: 200 }, (_, at) => ({ name: `e${at}`, host: `h${at}.example`, port: 1 })));
  assert.equal(new Set(many.places.map(({ address }) => address)).size, 200);
  assert.ok(many.places.every(({ address }) => /^127\.0\.0\.(?!0$|1$|255$)\d+$/.test(address)));
  assert.throws(() => placesOf(Array.from({ length: 201 }, (_, at) => ({ name: `e${at}`, host: 'h', port: at }))), /200 endpoints/);
});
