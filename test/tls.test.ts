/** Handrail with a certificate of its own: browsers over TLS, commands on the machine beside it, metrics and readiness. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import selfsigned from 'selfsigned';
import { WebSocket } from 'ws';
import { subprotocol } from '../common/protocol/client-message.ts';
import { readLocalCredential } from '../server/auth/local-credential.ts';
import { freePort, Handrail, pause } from './handrail.ts';

const folder = mkdtempSync('/tmp/handrail-tls-');
let handrail: Handrail;
let ca = '';
let origin = '';

before(async () => {
  const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }],
    { keyType: 'ec', curve: 'P-256', extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }] });
  ca = cert;
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
  const port = await freePort();
  origin = `https://localhost:${port}`;
  handrail = await Handrail.start({
    HANDRAIL_PORT: String(port), HANDRAIL_ORIGIN: origin, HANDRAIL_TLS_CERT: join(folder, 'cert.pem'), HANDRAIL_TLS_KEY: join(folder, 'key.pem'),
  });
});
after(async () => {
  await handrail[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ host: hostname, port, method, path, ca, agent: false, headers: { origin, 'content-type': 'application/json', 'x-handrail': '1', ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
      answer.on('end', () => { resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }); });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('browsers log in and open a socket over TLS, with a cookie that no other site can plant', { timeout: 200_000 }, async () => {
  const login = await ask('POST', '/api/login', { secret: handrail.loginLink.split('#')[1] });
  assert.equal(login.status, 200, login.text);
  assert.match(String(login.headers['set-cookie']), /^__Host-handrail_\d+=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; .*Secure$/);
  assert.equal(login.headers['strict-transport-security'], 'max-age=31536000');
  const cookie = String(login.headers['set-cookie']).split(';')[0] ?? '';
  const socket = new WebSocket(`${origin.replace('https', 'wss')}/api/stream`, subprotocol, { ca, headers: { cookie, origin } });
  await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
  socket.terminate();
});

test('commands on the machine need no certificate: steps run and are watched', { timeout: 200_000 }, () => {
  const { stdout, status, stderr } = handrail.cli('run', 'prompt-redis#ping');
  assert.match(stdout, /PONG/, stderr);
  assert.equal(status, 0);
});

test('metrics tell numbers and no person; strangers are told only whether it is ready', async () => {
  assert.deepEqual([(await ask('GET', '/api/ready')).text, (await ask('GET', '/api/metrics')).status], ['{"ok":true}', 401]);
  const credential = readLocalCredential(join(handrail.data, 'local-credential')) ?? '';
  const look = () => ask('GET', '/api/metrics', undefined, { authorization: `Bearer ${credential}` });
  // Who ran the step heard of its end first.
  for (const late = Date.now() + 30_000; Date.now() < late && !/^handrail_runs_going 0$/m.test((await look()).text);) await pause(50);
  const { text, headers } = await look();
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  for (const line of [/^handrail_runs_ended_total\{state="exited",expected="true"\} 1$/m, /^handrail_ready\{part="runner"\} 1$/m, /^handrail_runs_going 0$/m, /^handrail_process_resident_memory_bytes \d+$/m]) assert.match(text, line);
  assert.doesNotMatch(text, /operator|prompt-redis|practice"/);
});
