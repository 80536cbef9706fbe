/**
 * HTTP as no decent client sends it, through the gateway of a run, as from inside a sandbox: to a world, and to an API that
 * keeps what it is sent byte for byte. Whatever comes, each request is recorded, and is the person's own.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TrialPractice } from '../../server/practice/trial-practice.ts';
import { type Gateway, openGateway } from '../../server/runner/gateway/kubernetes.ts';
import { worldUpstream } from '../../server/runner/gateway/kubernetes/upstream.ts';
import { pause } from '../handrail.ts';

const contextName = 'usdfdev-prompt-processing';
const context = `/contexts/${contextName}`;
const folder = mkdtempSync('/tmp/hr-hostile-');
/** what was recorded as passed on, and what the API that keeps everything was sent */
let recorded: string[] = [];
let sent: string[] = [];
let practice: TrialPractice;
let toWorld: Gateway;
let toKeeper: Gateway;
let keeper: Server;

before(async () => {
  practice = await TrialPractice.start();
  const world = await practice.world('mallory');
  keeper = createServer((socket) => {
    let heard = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => { heard += chunk.toString('latin1'); });
    socket.on('close', () => sent.push(heard));
    // An API that refuses and would hear more: it does not close by itself.
    setTimeout(() => { socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'); }, 40);
    setTimeout(() => { socket.end(); }, 120);
  });
  await new Promise<void>((listening) => { keeper.listen(join(folder, 'keeper'), listening); });
  const open = (name: string, upstream: string) => openGateway({
    socket: join(folder, name), contexts: new Map([[contextName, { upstream: worldUpstream(upstream, contextName), identity: [['Impersonate-User', 'mallory']] as const, limits: { namespaces: null, verbs: null } }]]),
    ceiling: { effect: 'destroy', interactive: false }, onFailure: () => undefined,
    onRequest: (asked) => { if (asked.allowed) recorded.push(`${asked.method} /contexts/${asked.context}${asked.path}`); },
  });
  toWorld = await open('world', world.socket);
  toKeeper = await open('kept', join(folder, 'keeper'));
});
after(async () => {
  toWorld.close();
  toKeeper.close();
  keeper.close();
  await practice[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** For what closes by itself: on a busy machine late, but it does. */
const patienceMs = 60_000;

/** Sends these bytes through a gateway; gives all that comes back until it closes, or for a while. */
function say({ socket }: Gateway, text: string, forMs = 200): Promise<string> {
  recorded = [];
  sent = [];
  return new Promise((resolve) => {
    const near = connect(socket);
    let heard = '';
    near.on('data', (chunk: Buffer) => { heard += chunk.toString('latin1'); });
    near.on('error', () => undefined);
    const late = setTimeout(() => near.destroy(), forMs);
    near.on('close', () => {
      clearTimeout(late);
      resolve(heard);
    });
    near.write(Buffer.from(text, 'latin1'));
  });
}

const evil = `DELETE ${context}/api/v1/namespaces/prompt-redis/pods/prompt-redis-0 HTTP/1.1\r\nHost: x\r\nImpersonate-User: root\r\n\r\n`;
const chunked = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const get = (more: string, rest = '') => `GET ${context}/version HTTP/1.1\r\nHost: x\r\n${more}\r\n${rest}`;
const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
const exec = (more: string, rest = '') => `GET ${context}/api/v1/namespaces/prompt-redis/pods/none/exec?command=ls HTTP/1.1\r\nHost: x\r\n${more}\r\n${rest}`;

const smuggling: [what: string, text: string][] = [
  ['in the chunks of a GET', get('Transfer-Encoding: chunked\r\n', chunked(evil))],
  ['in the chunks of a DELETE', `DELETE ${context}/api/v1/namespaces/default/pods/none HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(evil)}`],
  ['in the chunks of a HEAD', `HEAD ${context}/version HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(evil)}`],
  ['in the body of a GET with a length', get(`Content-Length: ${evil.length}\r\n`, evil)],
  ['behind a length and chunks', `POST ${context}/api HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${evil}`],
  ['behind two lengths', `POST ${context}/api HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: ${evil.length}\r\n\r\n${evil}`],
  ['behind a length with a space', `POST ${context}/api HTTP/1.1\r\nHost: x\r\nContent-Length : 0\r\n\r\n${evil}`],
  ['behind an encoding nobody knows', `POST ${context}/api HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n${evil}`],
  ['behind a chunk of a wrong length', get('Transfer-Encoding: chunked\r\n', `1\r\nab\r\n0\r\n\r\n${evil}`)],
  ['behind an upgrade that is refused', exec(upgrade, evil)],
  ['behind an upgrade with a length', exec(`${upgrade}Content-Length: 5\r\n`, `hello${evil}`)],
  ['in the chunks of an upgrade', exec(`${upgrade}Transfer-Encoding: chunked\r\n`, chunked(evil))],
  ['behind an upgrade to another protocol', exec('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n', evil)],
  ['in a folded header', get(`X-A: b\r\n Impersonate-User: root\r\n`)],
  ['with line feeds alone', get('Impersonate-User: root\r\n').replaceAll('\r\n', '\n')],
  ['in a trailer', get('Transfer-Encoding: chunked\r\nTrailer: Impersonate-User\r\n', '0\r\nImpersonate-User: root\r\n\r\n')],
];
for (const [what, text] of smuggling) {
  test(`no second request, and no other person, is smuggled ${what}`, async () => {
    await say(toKeeper, text);
    await pause(30);
    for (const heard of sent) {
      // What a well-behaved API reads as requests: the first, and whatever stands behind the end of its body.
      const [head = '', ...rest] = heard.split('\r\n\r\n');
      const body = rest.join('\r\n\r\n');
      const framed = /^transfer-encoding: chunked$/im.test(head) ? body.slice(Number.parseInt(body, 16) + body.indexOf('\r\n') + 2) : body.slice(Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0));
      assert.doesNotMatch(framed, /HTTP\/1\.1/, heard);
      assert.doesNotMatch(head, /root/, heard);
      assert.equal(heard === '' ? 1 : head.match(/^impersonate-user:/gim)?.length, 1, heard);
    }
    assert.ok(recorded.length <= 1, recorded.join('\n'));
    await say(toWorld, text);
    const pod = await say(toWorld, `GET ${context}/api/v1/namespaces/prompt-redis/pods/prompt-redis-0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, patienceMs);
    assert.match(pod, /^HTTP\/1\.1 200 /);
    assert.doesNotMatch(pod, /deletionTimestamp/);
  });
}

test('options in chunks reach a DELETE: a dry run stays one', async () => {
  const pod = `${context}/api/v1/namespaces/prompt-redis/pods/prompt-redis-0`;
  const answer = await say(toWorld, `DELETE ${pod} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunked('{"dryRun":["All"]}')}`, patienceMs);
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.doesNotMatch(await say(toWorld, `GET ${pod} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, patienceMs), /deletionTimestamp/);
});

const refused: [what: string, text: string][] = [
  ['another server’s address', 'GET http://169.254.169.254/latest HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['another server’s address, to upgrade', `GET http://169.254.169.254/latest HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`],
  ['a tunnel', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['no path at all', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['three thousand headers', get(Array.from({ length: 3_000 }, (_, at) => `X-${at}: a\r\n`).join(''))],
  ['a path of 100 kB', `GET ${context}/${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['bytes that are no text', get('X-A: a\0b\r\n')],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
];
for (const [what, text] of refused) {
  test(`refused and not passed on: ${what}`, async () => {
    assert.doesNotMatch(await say(toKeeper, text), /^HTTP\/1\.1 [23]|no$/);
    await pause(20);
    assert.deepEqual([recorded, sent.filter((heard) => heard !== '')], [[], []]);
  });
}

test('requests sent without waiting for the answers are recorded one by one', async () => {
  await say(toWorld, get('').repeat(4) + get('Connection: close\r\n'), patienceMs);
  assert.deepEqual(recorded, Array.from({ length: 5 }, () => `GET ${context}/version`));
});

test('a path leads into no other context and no other world', async () => {
  for (const path of ['/contexts/usdfprod-prompt-processing/../../../worlds/alice', '/worlds/alice', '/health', '/contexts/alice/version', '/contexts/%2e%2e/health', '//health', `${context}/../../health`]) {
    assert.match(await say(toWorld, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, patienceMs), /^HTTP\/1\.1 40[034] /, path);
  }
});

test('connections that say nothing, or break off in the middle, keep nobody else waiting', async () => {
  const idle = Array.from({ length: 100 }, (_, at) => {
    const near = connect(toWorld.socket);
    near.on('error', () => undefined);
    near.write(get('').slice(0, at % 40));
    return near;
  });
  assert.match(await say(toWorld, get('Connection: close\r\n'), patienceMs), /^HTTP\/1\.1 200 /);
  assert.ok(idle.some((near) => !near.closed), 'while they are there');
  for (const near of idle) near.destroy();
});
