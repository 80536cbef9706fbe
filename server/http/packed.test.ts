import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import express from 'express';
import { serveSite } from './site.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-packed-'));
mkdirSync(join(folder, 'assets/js'), { recursive: true });
const script = `const text = '${'a runbook '.repeat(500)}';`;
writeFileSync(join(folder, 'assets/js/main.js'), script);
writeFileSync(join(folder, 'assets/picture.png'), 'a picture');
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Home</title>');
writeFileSync(join(folder, '404.html'), '<!doctype html><title>Missing</title>');
writeFileSync(join(folder, '.secret.js'), 'secret');

const server = express().use(serveSite(folder, 'http://localhost')).listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function get(path: string, headers: OutgoingHttpHeaders = {}): Promise<{ response: IncomingMessage; body: Buffer }> {
  const sent = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, path, headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { response, body: Buffer.concat(await response.toArray() as Buffer[]) };
}

const packs = { 'accept-encoding': 'br, gzip;q=0.8' };

test('a script travels packed to whom takes it, and may be kept for ever', async () => {
  const { response, body } = await get('/assets/js/main.js', packs);
  assert.equal(gunzipSync(body).toString(), script);
  assert.ok(body.length < script.length / 10);
  assert.match(String(response.headers['cache-control']), /immutable/);
  assert.match(String(response.headers['content-type']), /^text\/javascript/);
  assert.match(String(response.headers.vary), /Accept-Encoding/);
});

const unpacked: readonly (readonly [name: string, path: string, headers: OutgoingHttpHeaders, expected: string])[] = [
  ['who takes nothing packed gets it as it is', '/assets/js/main.js', {}, script],
  ['and who refuses it', '/assets/js/main.js', { 'accept-encoding': 'gzip;q=0' }, script],
  ['a part of a file', '/assets/js/main.js', { ...packs, range: 'bytes=0-4' }, 'const'],
  ['a picture', '/assets/picture.png', packs, 'a picture'],
];
for (const [name, path, headers, expected] of unpacked) {
  test(`as it is: ${name}`, async () => {
    const { response, body } = await get(path, headers);
    assert.equal(response.headers['content-encoding'], undefined);
    assert.equal(body.toString(), expected);
  });
}

test('a page is packed with its policy, and so is the one for what is missing', async () => {
  for (const [path, status, title] of [['/', 200, 'Home'], ['/nowhere', 404, 'Missing'], ['/.secret.js', 404, 'Missing'], ['/assets/js/%2e%2e/%2e%2e/x.js', 404, 'Missing']] as const) {
    const { response, body } = await get(path, packs);
    assert.equal(response.statusCode, status, path);
    assert.match(gunzipSync(body).toString(), new RegExp(title));
    assert.ok(response.headers['content-security-policy']);
  }
});

test('a new build takes effect at once', async () => {
  writeFileSync(join(folder, 'assets/js/main.js'), 'new');
  assert.equal(gunzipSync((await get('/assets/js/main.js', packs)).body).toString(), 'new');
});

test('who has it is told so', async () => {
  const { response: { headers } } = await get('/assets/js/main.js', packs);
  const { response } = await get('/assets/js/main.js', { ...packs, 'if-modified-since': String(headers['last-modified']) });
  assert.equal(response.statusCode, 304);
});
