import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bounds } from './front.ts';
import type { Site } from './site.ts';
import { exchange, TrialFront } from './trial-front.ts';

let trial: TrialFront;
const seen: string[] = [];

const echo: Site = {
  hosts: ['vault.slac.stanford.edu'],
  async handle(request, response) {
    seen.push(`${request.method ?? ''} ${request.headers.host ?? ''} ${request.url ?? ''}`);
    if (request.url === '/throws') throw new Error('on purpose');
    if (request.url === '/count') return count(request, response);
    if (request.url === '/large') return large(response);
    response.end(`hello ${request.url ?? ''}\n`);
  },
};

async function count(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) bytes += chunk.length;
  response.end(`${bytes}\n`);
}

async function large(response: ServerResponse): Promise<void> {
  const piece = Buffer.alloc(64 * 1024);
  for (let sent = 0; sent < 64 * 1024 * 1024; sent += piece.length) {
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}

/** A repository over git's plain protocol: files of a bare repository. */
const files = (folder: string): Site => ({
  hosts: ['github.com'],
  handle(request, response) {
    const path = join(folder, 'served', (request.url ?? '').split('?')[0] ?? '');
    if (!existsSync(path) || !statSync(path).isFile()) response.writeHead(404).end();
    else createReadStream(path).pipe(response);
  },
});

before(async () => { trial = await TrialFront.open((folder) => [echo, files(folder)]); });
after(async () => { await trial[Symbol.asyncDispose](); });

const curl = (...args: string[]) => trial.run('curl', ['-sS', ...args]);

test('curl reaches a site by its real address, in the clear and through TLS it believes', async () => {
  assert.deepEqual(await curl('https://vault.slac.stanford.edu/a?b=%2e'), { status: 0, out: 'hello /a?b=%2e\n', error: '' });
  assert.equal((await curl('http://vault.slac.stanford.edu/c')).out, 'hello /c\n');
  assert.equal((await curl('https://vault.slac.stanford.edu/1', 'https://vault.slac.stanford.edu/2')).out, 'hello /1\nhello /2\n');
  const distrusting = await trial.run('curl', ['-sS', 'https://vault.slac.stanford.edu/'], { CURL_CA_BUNDLE: '/dev/null', SSL_CERT_FILE: '/dev/null' });
  assert.notEqual(distrusting.status, 0);
});

test('git clones by the real address, and kubectl, written in Go, believes the certificate too', async () => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: trial.folder, env: trial.environment({ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }), stdio: 'pipe' });
  git('init', '-q', '--bare', '-b', 'main', 'served/slaclab/x.git');
  git('clone', '-q', 'served/slaclab/x.git', 'mine');
  git('-C', 'mine', 'commit', '-q', '--allow-empty', '-m', 'first');
  git('-C', 'mine', 'push', '-q', 'origin', 'HEAD:main');
  git('-C', 'served/slaclab/x.git', 'update-server-info');
  const cloned = await trial.run('git', ['clone', '-q', 'https://github.com/slaclab/x.git', 'theirs']);
  assert.deepEqual(cloned, { status: 0, out: '', error: '' });
  assert.match(git('-C', 'theirs', 'log', '--oneline').toString(), /first/);

  const go = await trial.run('kubectl', ['--server', 'https://vault.slac.stanford.edu', '--token', 'none', 'get', '--raw', '/go'], { KUBECONFIG: '/dev/null' });
  assert.equal(go.out, 'hello /go\n', go.error);
});

test('large bodies pass both ways without being held', async () => {
  const down = await trial.run('bash', ['-c', 'curl -sS https://vault.slac.stanford.edu/large | wc -c']);
  assert.equal(down.out.trim(), String(64 * 1024 * 1024));
  const up = await trial.run('bash', ['-c', 'head -c 50000000 /dev/zero | curl -sS -T - https://vault.slac.stanford.edu/count']);
  assert.equal(up.out, '50000000\n');
  assert.ok(process.memoryUsage().rss < 600 * 1024 * 1024);
});

test('other hosts, ports and addresses are refused with a sentence', async () => {
  const plain = await curl('-i', 'http://github.example/');
  assert.match(plain.out, /^HTTP\/1\.1 403[^]*github\.example is not part of the practice world\. There are: github\.com, vault\.slac\.stanford\.edu\.\n$/);
  const secure = await curl('-v', 'https://github.example/');
  assert.match(secure.error, /403 github\.example is not part of the practice world/);
  assert.equal(secure.status, 56);
  const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`;
  const lines = (await exchange(await trial.raw(), `CONNECT ${long}:443 HTTP/1.1\r\nHost: x\r\n\r\n`)).split('\r\n');
  assert.match(lines[0] ?? '', /^HTTP\/1\.1 403 a{60}\.b{39} is not part of the practice world\. /);
  assert.equal(lines.at(-1), `${lines[0]?.slice('HTTP/1.1 403 '.length)}\n`);
  for (const host of ['<b>.example', 'é.example', 'a\x0bb', '%0d%0aX:1']) {
    assert.match(await exchange(await trial.raw(), `CONNECT ${host}:443 HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 (400 Bad Request|403 That is no host and port\.)\r\n/, host);
  }
  for (const target of ['127.0.0.1:443', '169.254.169.254:443', 'github.com:22', 'github.com:80', '[::1]:443', 'localhost:443']) {
    assert.match(await exchange(await trial.raw(), `CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 403 /, target);
  }
  for (const target of ['http://127.0.0.1/', 'http://localhost/', 'http://__proto__/', 'http://constructor/']) {
    assert.match(await exchange(await trial.raw(), `GET ${target} HTTP/1.1\r\nHost: vault.slac.stanford.edu\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 40[03] /, target);
  }
  assert.match(await exchange(await trial.raw(), 'GET /a HTTP/1.1\r\nHost: vault.slac.stanford.edu\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 400 [^]*whole address/);
});

test('the Host header inside a tunnel decides, and must be a host of this world', async () => {
  const inside = (host: string) => new Promise<string>((resolve, reject) => {
    void trial.raw().then((socket) => {
      socket.once('data', () => {
        const tls = connectTls({ socket, servername: 'vault.slac.stanford.edu', ca: readFileSync(join(trial.folder, 'authority')) }, () => {
          void exchange(tls, `GET /x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`).then(resolve);
        });
        tls.once('error', reject);
      });
      socket.write('CONNECT vault.slac.stanford.edu:443 HTTP/1.1\r\nHost: x\r\n\r\n');
    });
  });
  assert.match(await inside('vault.slac.stanford.edu'), /hello \/x/);
  assert.match(await inside('evil.example'), /^HTTP\/1\.1 403 /);
  assert.match(await inside('a b'), /^HTTP\/1\.1 400 /);
});

test('a site that fails is answered for, and the next request works', async () => {
  assert.match((await curl('-i', 'https://vault.slac.stanford.edu/throws')).out, /^HTTP\/1\.1 200[^]*HTTP\/1\.1 500[^]*Handrail's log/);
  assert.equal((await curl('https://vault.slac.stanford.edu/next')).out, 'hello /next\n');
});

const hostile: [what: string, text: string][] = [
  ['giant headers', `GET http://vault.slac.stanford.edu/ HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(100_000)}\r\n\r\n`],
  ['a giant target', `CONNECT ${'a'.repeat(100_000)}:443 HTTP/1.1\r\n\r\n`],
  ['two lengths', 'POST http://vault.slac.stanford.edu/count HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
  ['a length and chunks', 'POST http://vault.slac.stanford.edu/count HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET http://vault.slac.stanford.edu/smuggled HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a space before the colon', 'GET http://vault.slac.stanford.edu/smuggled HTTP/1.1\r\nHost : x\r\n\r\n'],
  ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['an old version', 'GET http://vault.slac.stanford.edu/smuggled HTTP/9.9\r\n\r\n'],
];

test('hostile requests are refused and leave the door open', async () => {
  for (const [what, text] of hostile) {
    const answer = await exchange(await trial.raw(), Buffer.from(text, 'latin1'));
    assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/, what);
  }
  assert.ok(!seen.some((line) => line.includes('smuggled')), seen.join('\n'));
  assert.equal((await curl('https://vault.slac.stanford.edu/still')).out, 'hello /still\n');
});

test('TLS that breaks, and clients that leave half-way, harm nobody', async () => {
  for (const after of [Buffer.from('no TLS at all\r\n\r\n'), Buffer.from('16030100ff', 'hex'), Buffer.alloc(100_000, 0x16)]) {
    const socket = await trial.raw();
    socket.once('data', () => {
      socket.write(after);
      setTimeout(() => socket.destroy(), 20);
    });
    await new Promise((resolve) => {
      socket.once('close', resolve);
      socket.write('CONNECT vault.slac.stanford.edu:443 HTTP/1.1\r\n\r\n');
    });
  }
  const early = await trial.raw();
  early.write('CONNECT vault.slac.stanford.edu:443 HTTP/1.1\r\n\r\n');
  early.destroy();
  const leaver = trial.begin('curl', ['-sS', 'https://vault.slac.stanford.edu/large']);
  await new Promise((resolve) => leaver.stdout?.once('data', resolve));
  leaver.kill('SIGKILL');
  assert.equal((await curl('https://vault.slac.stanford.edu/fine')).out, 'hello /fine\n');
});

/** Opens a tunnel and TLS in it, and says nothing more. */
async function silentTls(): Promise<Socket> {
  const socket = await trial.raw();
  await new Promise((resolve) => {
    socket.once('data', resolve);
    socket.write('CONNECT vault.slac.stanford.edu:443 HTTP/1.1\r\nHost: x\r\n\r\n');
  });
  const tls = connectTls({ socket, servername: 'vault.slac.stanford.edu', ca: readFileSync(join(trial.folder, 'authority')) });
  tls.on('error', () => undefined).resume();
  await new Promise((resolve) => tls.once('secureConnect', resolve));
  return socket;
}

test('who holds 200 connections keeps only so many, and only for a while', { timeout: 90_000 }, async () => {
  const silent = await Promise.all(Array.from({ length: 5 }, silentTls));
  const held = await Promise.all(Array.from({ length: 195 }, () => trial.raw()));
  for (const socket of held.slice(0, 20)) socket.write('CONNECT vault.slac.stanford.edu:443 HTTP/1.1\r\nHost: x\r\n\r\n');
  for (const socket of held.slice(20, 40)) socket.write('GET http://vault.slac.stanford.edu/ HTTP/1.1\r\nHost:');
  const all = [...silent, ...held];
  const open = new Set(all);
  for (const socket of all) socket.once('close', () => open.delete(socket)).resume();
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(open.size > 0 && open.size <= bounds.connections, String(open.size));
  for (let tries = 0; open.size > 0 && tries < 600; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(open.size, 0);
  assert.equal((await curl('https://vault.slac.stanford.edu/again')).out, 'hello /again\n');
});

test('a closed door takes its socket along, whatever is open', async () => {
  const own = await TrialFront.open(() => [echo]);
  const idle = await own.raw();
  const gone = new Promise((resolve) => idle.once('close', resolve));
  await own[Symbol.asyncDispose]();
  await gone;
  assert.equal(existsSync(own.front.socket), false);
});
