/** Handrail behind the reverse proxy of `deploy/nginx.conf`, as it stands there but for names, ports and certificate. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import selfsigned from 'selfsigned';
import { WebSocket } from 'ws';
import { subprotocol } from '../common/protocol/client-message.ts';
import { decodeFrame } from '../common/protocol/frame.ts';
import type { Run } from '../common/run.ts';
import { freePort, Handrail, pause, root, stepOf } from './handrail.ts';

const folder = mkdtempSync('/tmp/handrail-proxy-');
let handrail: Handrail;
let nginx: ChildProcess;
let port = 0;
let ca = '';
before(async () => {
  port = await freePort();
  handrail = await Handrail.start({ HANDRAIL_ORIGIN: `https://localhost:${port}` });
  const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048, extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }] });
  ca = cert;
  mkdirSync(join(folder, 'tmp'));
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
  writeFileSync(join(folder, 'nginx.conf'), around(readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')));
  nginx = spawn('/usr/sbin/nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  for (const late = Date.now() + 60_000; Date.now() < late && (await ask('GET', '/api/health').catch(() => ({ status: 0 }))).status !== 200;) await pause(50);
});
after(async () => {
  const ended = new Promise((done) => nginx.once('exit', done));
  nginx.kill('SIGTERM');
  await ended;
  await handrail[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** What a distribution's own nginx.conf stands for, and our file in it. */
function around(ours: string): string {
  const local = ours.replace('127.0.0.1:3180', `127.0.0.1:${handrail.port}`).replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('server_name runbooks.example.org', 'server_name localhost')
    .replace('/etc/ssl/handrail/fullchain.pem', join(folder, 'cert.pem')).replace('/etc/ssl/handrail/privkey.pem', join(folder, 'key.pem'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/tmp/${name};`).join('\n');
  return `daemon off;\nuser root;\npid ${folder}/nginx.pid;\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${local}\n}\n`;
}

interface Answered {
  status: number;
  cookies: readonly string[];
  text: string;
}

function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: 'localhost', port, method, path, ca, agent: false, headers: { 'content-type': 'application/json', 'x-handrail': '1', ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
      answer.on('end', () => { resolve({ status: answer.statusCode ?? 0, cookies: answer.headers['set-cookie'] ?? [], text }); });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('log in, run a step and see its output, all over TLS; the server comes back without a run noticing', { timeout: 200_000 }, async () => {
  const origin = `https://localhost:${port}`;
  assert.match(handrail.loginLink, new RegExp(`^${origin}/login#`), 'the link names what browsers open');
  const login = await ask('POST', '/api/login', { secret: handrail.loginLink.split('#')[1] }, { origin });
  assert.equal(login.status, 200, login.text);
  assert.match(login.cookies[0] ?? '', /^__Host-handrail_\d+=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; .*Secure$/);
  const cookie = (login.cookies[0] ?? '').split(';')[0] ?? '';
  const own = { cookie, origin };
  assert.equal((await ask('POST', '/api/tickets', {}, { cookie, origin: 'https://evil.example' })).status, 403);

  const { runbook, step } = stepOf('prompt-redis#ping');
  const start = await ask('POST', '/api/runs', {
    runbook: runbook.id, step: step.id, digest: step.digest, environment: 'practice', parameters: { TARGET: 'dev' }, size: { cols: 80, rows: 24 },
  }, { ...own, 'idempotency-key': crypto.randomUUID() });
  assert.equal(start.status, 201, start.text);
  const { run } = JSON.parse(start.text) as { run: Run };
  const { ticket } = JSON.parse((await ask('POST', '/api/tickets', {}, own)).text) as { ticket: string };

  const socket = new WebSocket(`wss://localhost:${port}/api/stream`, subprotocol, { ca, headers: own });
  const closed = new Promise((done) => socket.once('close', done));
  await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
  let [output, last]: [string, Run | undefined] = ['', run];
  const over = new Promise<void>((done) => {
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) output += Buffer.from(decodeFrame(data)?.bytes ?? []).toString();
      else last = (JSON.parse(data.toString()) as { run?: Run }).run ?? last;
      // One that ended before anybody looked is told to have ended before its output comes.
      if (last?.state === 'exited' && Buffer.byteLength(output) >= last.end) done();
    });
  });
  socket.send(JSON.stringify({ type: 'hello', ticket }));
  socket.send(JSON.stringify({ type: 'attach', run: run.id, from: 0 }));
  await over;
  assert.match(output, /PONG/);

  await handrail.endServer('SIGKILL');
  await closed;
  assert.equal((await ask('GET', '/api/health')).status, 502);
  await handrail.startServer();
  assert.match((await ask('GET', `/api/runs/${run.id}/output`, undefined, own)).text, /PONG/);
});
