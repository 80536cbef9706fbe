/** The server's own TLS, with real certificates and connections. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import selfsigned from 'selfsigned';
import { fetchThrough } from '../cli/local-fetch.ts';
import { createLog } from '../log.ts';
import { createListener, type Listener, listenLocally } from './tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-test-'));
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
const log = createLog('silent', 'test');
let pairs: readonly { cert: string; private: string }[];
let listener: Listener;
let port = 0;

const make = async () => await selfsigned.generate([{ name: 'commonName', value: 'localhost' }],
  { keyType: 'ec', curve: 'P-256', extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }] });
const write = (cert: string, key: string) => {
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key, { mode: 0o600 });
};

before(async () => {
  pairs = await Promise.all([make(), make()]);
  write(pairs[0]!.cert, pairs[0]!.private);
  listener = createListener(files, {}, log);
  listener.http.on('request', (asked, answer) => { answer.setHeader('x-host', asked.headers.host ?? ''); answer.end(`${asked.method} ${asked.url}`); });
  await new Promise<void>((done) => listener.http.listen(0, '127.0.0.1', done));
  port = (listener.http.address() as AddressInfo).port;
});
after(async () => {
  listener.close();
  await new Promise((done) => listener.http.close(done));
  rmSync(folder, { recursive: true });
});

const shake = (ca: string, version?: SecureVersion): Promise<TLSSocket> => new Promise((done, failed) => {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca, ...(version === undefined ? {} : { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }) }, () => { done(socket); });
  socket.once('error', failed);
});

test('versions before 1.2 are refused', async () => {
  for (const version of ['TLSv1', 'TLSv1.1'] as const) await assert.rejects(shake(pairs[0]!.cert, version), version);
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await shake(pairs[0]!.cert, version);
    assert.equal(socket.getProtocol(), version);
    socket.destroy();
  }
});

test('who speaks without TLS gets nothing, and the server lives', async () => {
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
  const text = await new Promise((done, failed) => {
    request({ port, host: '127.0.0.1', servername: 'localhost', ca: pairs[0]!.cert, path: '/x', agent: false }, (answer) => { answer.setEncoding('utf8').once('data', done); }).on('error', failed).end();
  });
  assert.equal(text, 'GET /x');
});

test('a renewed certificate is in use for the next connection; one that does not fit its key is not', async () => {
  const [first, second] = pairs as [{ cert: string; private: string }, { cert: string; private: string }];
  const open = await shake(first.cert);
  write(second.cert, first.private);
  listener.renew();
  (await shake(first.cert)).destroy();
  write('rubbish', second.private);
  listener.renew();
  (await shake(first.cert)).destroy();
  rmSync(files.cert);
  listener.renew();
  (await shake(first.cert)).destroy();
  write(second.cert, second.private);
  listener.renew();
  (await shake(second.cert)).destroy();
  await assert.rejects(shake(first.cert));
  assert.equal(open.destroyed, false, 'who is connected stays so');
  open.destroy();
});

test('a certificate that cannot be used is told at the start, by its path and without what is in it', () => {
  const wrong = join(folder, 'wrong.pem');
  writeFileSync(wrong, 'canary-key-8812');
  for (const pair of [{ ...files, key: wrong }, { ...files, cert: join(folder, 'none.pem') }]) {
    assert.throws(() => createListener(pair, {}, log), (error: Error) => /cannot be used together.*HANDRAIL_TLS_KEY/.test(error.message) && !error.message.includes('canary'));
  }
});

test('commands on this machine go through a socket of their own, as through the port', async () => {
  const path = join(folder, 'server.sock');
  writeFileSync(path, 'left by a server that was killed');
  const close = await listenLocally(listener.http, path);
  const ask = fetchThrough(path);
  const answer = await ask(`https://127.0.0.1:${port}/api/x?y=1`, { method: 'POST', headers: { a: 'b' }, body: '{}' });
  assert.deepEqual([answer.status, await answer.text(), answer.headers.get('x-host')], [200, 'POST /api/x?y=1', `127.0.0.1:${port}`]);
  close();
  await assert.rejects(ask(`https://127.0.0.1:${port}/`, {}));
});

test('without a certificate it is a plain server', () => {
  const plain = createListener(null, {}, log);
  assert.equal(plain.http.constructor, createServer().constructor);
  plain.renew();
  plain.close();
});
