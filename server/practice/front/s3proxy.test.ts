import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { WorldParts } from '../parts.ts';
import { s3proxySite } from './s3proxy.ts';
import { TrialFront } from './trial-front.ts';

/** What the pod does with whoever connects; null: no pod is ready. */
let pod: ((connection: Socket) => void) | null = null;
const asked: string[] = [];
let front: TrialFront;
let server: Server;

before(async () => {
  let socket = '';
  const parts = { reach: (context: string, namespace: string, service: string, port: number) => {
    asked.push(`${context} ${namespace} ${service} ${port}`);
    return Promise.resolve(pod === null ? null : socket);
  } } as unknown as WorldParts;
  front = await TrialFront.open((folder) => {
    socket = join(folder, 'pod.sock');
    return [s3proxySite(parts)];
  });
  server = createServer((connection) => {
    connection.on('error', () => undefined);
    connection.once('data', () => pod?.(connection));
  });
  await new Promise<void>((resolve) => { server.listen(socket, resolve); });
});
after(async () => {
  server.close();
  await front[Symbol.asyncDispose]();
});

const get = async (path = '/s3proxy/s3/a@b/c', ...more: string[]): Promise<string> => {
  const { out, status } = await front.run('curl', ['-sS', '--max-time', '60', '-w', '\n%{http_code}', ...more, `https://usdf-rsp.slac.stanford.edu${path}`]);
  return `${out} ${status ?? ''}`;
};

test('production asks the production cluster, and says so when no pod is ready', async () => {
  assert.match(await get(), /No pod of s3proxy is ready in usdf-rsp\. .*\n503 0$/s);
  assert.equal(asked.at(-1), 'usdf-rsp s3proxy s3proxy 8080');
});

test('what a pod answers is passed on, but for headers that could do harm', async () => {
  pod = (connection) => connection.end('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nset-cookie: a=b\r\nlocation: https://elsewhere\r\ncontent-length: 3\r\n\r\nabc');
  assert.equal(await get(), 'abc\n200 0');
  const headers = await get(undefined, '-D', '-', '-o', '/dev/null');
  assert.match(headers, /content-type: text\/plain/i);
  assert.doesNotMatch(headers, /set-cookie|location/i);
});

test('a pod that misbehaves breaks nothing', async () => {
  const cases: [string, (connection: Socket) => void, RegExp][] = [
    ['hangs up', (connection) => connection.destroy(), /The pod of s3proxy failed.*\n502 0$/s],
    ['speaks something else', (connection) => connection.end('220 smtp ready\r\n'), /\n502 0$/],
    ['switches protocols', (connection) => connection.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'), /\n502 0$/],
    ['sends endless headers', (connection) => connection.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`), /\n502 0$/],
    ['has a status of its own', (connection) => connection.end('HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n'), /\n502 0$/],
    ['stops halfway', (connection) => connection.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'), /\n200 (18|92|56)$/],
  ];
  for (const [name, does, wanted] of cases) {
    pod = does;
    assert.match(await get(), wanted, name);
  }
  pod = (connection) => connection.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
  assert.equal(await get(), 'ok\n200 0');
});
