import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Context, GatewayOptions } from './kubernetes/admit.ts';
import type { GatewayRequest } from './kubernetes/judgement.ts';
import { worldUpstream } from './kubernetes/upstream.ts';
import { type Gateway, openGateway } from './kubernetes.ts';

const folder = mkdtempSync('/tmp/hr-gateway-');
const asked: GatewayRequest[] = [];
let refusing = false;
let gateway: Gateway;
const pods = '/contexts/dev/api/v1/namespaces/default/pods';
const upstream = createServer((incoming, outgoing) => {
  if (incoming.url?.endsWith('?watch=true')) {
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.write('{"type":"ADDED"}\n');
    return;
  }
  let body = '';
  incoming.on('data', (chunk: Buffer) => { body += chunk.toString(); });
  incoming.on('end', () => outgoing.end(JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.headers, body })));
});
upstream.on('upgrade', (incoming, socket, head) => {
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${incoming.headers['impersonate-user']}:`);
  socket.write(head);
  socket.on('data', (chunk: Buffer) => socket.write(chunk.toString().toUpperCase()));
});

function contexts(socket: string): ReadonlyMap<string, Context> {
  return new Map([['dev', { upstream: worldUpstream(socket, 'dev'), identity: [['Impersonate-User', 'alice']], limits: { namespaces: null, verbs: null } }]]);
}

function open(name: string, far: string, more: Partial<GatewayOptions> = {}): Promise<Gateway> {
  return openGateway({ socket: join(folder, name), contexts: contexts(far), ceiling: { effect: 'change', interactive: true }, onRequest: () => undefined, onFailure: () => undefined, ...more });
}

before(async () => {
  await new Promise<void>((listening) => { upstream.listen(join(folder, 'upstream'), () => { listening(); }); });
  gateway = await open('gateway', join(folder, 'upstream'), {
    onRequest: (one) => {
      if (refusing) throw new Error('the disk is full');
      asked.push(one);
    },
  });
});
after(() => {
  gateway.close();
  upstream.close();
  upstream.closeAllConnections();
  rmSync(folder, { recursive: true });
});

function ask(path: string, headers: Record<string, string> = {}, body = ''): Promise<{ answer: IncomingMessage; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: gateway.socket, path, method: body === '' ? 'GET' : 'POST', headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      answer.on('end', () => { resolve({ answer, text }); });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** As quick as a server can be, and in a process of its own, so that it may close while we still write. */
const quickServer = `
  require('node:http').createServer((request, response) => {
    request.resume().on('end', () => response.end('ok'));
  }).listen(process.argv[1], () => console.log('listening'));
`;

test('a body that comes after its headers always arrives, and the answer too', async () => {
  const far = join(folder, 'far');
  const child = spawn(process.execPath, ['-e', quickServer, far], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((listening) => child.stdout.once('data', listening));
  const broken: string[] = [];
  const near = await open('near', far, { onFailure: (error) => { broken.push(error.message); } });
  try {
    for (let round = 0; round < 40; round += 1) {
      const statuses = await Promise.all(Array.from({ length: 25 }, (_, index) => patchLate(near.socket, index % 5)));
      assert.deepEqual([...new Set(statuses)], [200], broken.join(', '));
    }
  } finally {
    near.close();
    child.kill();
  }
});

/** Sends headers first and the body in two pieces, some milliseconds later; gives the status. */
async function patchLate(socketPath: string, wait: number): Promise<number> {
  const sent = request({ socketPath, path: `${pods}/late`, method: 'PATCH', headers: { 'Content-Length': '7' } });
  const answered = new Promise<number>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
  });
  sent.flushHeaders();
  await new Promise((waited) => { setTimeout(waited, wait); });
  sent.write('{"a"');
  await new Promise((waited) => { setImmediate(waited); });
  sent.end(':1}');
  return await answered;
}

test('a request passes with its path, query, body and accept, as the person who started the run', async () => {
  const { text } = await ask(`${pods}?limit=500`, { accept: 'application/json;as=Table' }, '{"a":1}');
  const seen = JSON.parse(text) as { method: string; url: string; headers: Record<string, string>; body: string };
  assert.equal(seen.method, 'POST');
  assert.equal(seen.url, `${pods}?limit=500`);
  assert.equal(seen.headers['accept'], 'application/json;as=Table');
  assert.equal(seen.headers['impersonate-user'], 'alice');
  assert.equal(seen.body, '{"a":1}');
  assert.deepEqual(asked.at(-1), {
    context: 'dev', method: 'POST', path: '/api/v1/namespaces/default/pods?limit=500', upgrade: false, verb: 'create', group: '', resource: 'pods', subresource: '',
    namespace: 'default', name: null, effect: 'change', allowed: true, why: null,
  });
});

test('a watch is passed on at once', async () => {
  const first = await new Promise<string>((resolve) => {
    const sent = request({ socketPath: gateway.socket, path: `${pods}?watch=true` }, (answer) => {
      answer.once('data', (chunk: Buffer) => {
        resolve(chunk.toString());
        sent.destroy();
      });
    });
    sent.on('error', () => undefined);
    sent.end();
  });
  assert.equal(first, '{"type":"ADDED"}\n');
});

test('an upgraded connection is bytes both ways, and its request is recorded', async () => {
  const socket = connect(gateway.socket);
  let heard = '';
  socket.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
  socket.write(`GET ${pods}/web/exec?command=sh&stdin=true HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nImpersonate-User: root\r\n\r\n`);
  while (!heard.includes('alice:')) await new Promise((waited) => setTimeout(waited, 5));
  socket.write('hello');
  while (!heard.endsWith('HELLO')) await new Promise((waited) => setTimeout(waited, 5));
  socket.destroy();
  const { path, upgrade, effect, allowed } = asked.at(-1) ?? {};
  assert.deepEqual({ path, upgrade, effect, allowed }, { path: '/api/v1/namespaces/default/pods/web/exec?command=sh&stdin=true', upgrade: true, effect: 'destroy', allowed: true });
});

test('what cannot be recorded is not done', async () => {
  refusing = true;
  const before = asked.length;
  const { answer, text } = await ask('/contexts/dev/api');
  refusing = false;
  assert.equal(answer.statusCode, 503);
  assert.match(text, /could not be recorded/);
  assert.equal(asked.length, before);
});
