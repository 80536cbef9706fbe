/** A Handrail on another machine: which addresses and tokens are taken, and a run that goes through with nothing but a token. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Run } from '../../common/run.ts';
import { TestServer } from '../http/test-server.ts';
import { remoteOf } from './remote.ts';

const token = `hr_${'a'.repeat(43)}`;
const folder = mkdtempSync(join(tmpdir(), 'remote-'));
const file = join(folder, 'token');
let server: TestServer;
before(async () => {
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  server = await TestServer.start();
});
after(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('without an address this machine is meant, whatever token is there', () => {
  assert.equal(remoteOf('', { HANDRAIL_TOKEN: token }), null);
});

const taken: [url: string, environment: NodeJS.ProcessEnv, origin: string][] = [
  ['https://runbooks.example.org', { HANDRAIL_TOKEN: token }, 'https://runbooks.example.org'],
  ['', { HANDRAIL_URL: 'https://runbooks.example.org/', HANDRAIL_TOKEN_FILE: file }, 'https://runbooks.example.org'],
  ['http://127.0.0.1:3180', { HANDRAIL_URL: 'https://other.example', HANDRAIL_TOKEN: ` ${token}\n` }, 'http://127.0.0.1:3180'],
];
for (const [url, environment, origin] of taken) {
  test(`${url || environment.HANDRAIL_URL} is asked at ${origin}`, () => { assert.deepEqual(remoteOf(url, environment), { origin, token }); });
}

const refused: [url: string, environment: NodeJS.ProcessEnv, why: RegExp][] = [
  ['http://runbooks.example.org', { HANDRAIL_TOKEN: token }, /without TLS/],
  ['http://127.0.0.1.example.org', { HANDRAIL_TOKEN: token }, /without TLS/],
  ['https://operator:secret@runbooks.example.org', { HANDRAIL_TOKEN: token }, /its origin and nothing more/],
  ['https://runbooks.example.org/login#x', { HANDRAIL_TOKEN: token }, /its origin and nothing more/],
  ['ftp://runbooks.example.org', { HANDRAIL_TOKEN: token }, /its origin/],
  ['runbooks.example.org', { HANDRAIL_TOKEN: token }, /its origin/],
  ['https://runbooks.example.org', {}, /make a token on its page/],
  ['https://runbooks.example.org', { HANDRAIL_TOKEN: 'secret-of-mine' }, /is none: it begins with hr_/],
  ['https://runbooks.example.org', { HANDRAIL_TOKEN_FILE: join(folder, 'missing') }, /cannot be read \(ENOENT\)/],
];
for (const [url, environment, why] of refused) {
  test(`${url} with ${Object.keys(environment).join() || 'no token'} is refused: ${why.source}`, () => {
    assert.throws(() => remoteOf(url, environment), (error: Error) => why.test(error.message) && !error.message.includes('secret'));
  });
}

test('a token that others can read is not used', () => {
  chmodSync(file, 0o640);
  assert.throws(() => remoteOf('https://runbooks.example.org', { HANDRAIL_TOKEN_FILE: file }), /chmod 600/);
  chmodSync(file, 0o600);
});

test('a step runs on another machine’s Handrail with a token, and with one that is revoked it does not', async () => {
  const made = await server.ask('POST', '/api/account/tokens', { as: 'ada', body: { name: 'laptop', rights: ['view', 'practise'], environments: ['practice'] } });
  writeFileSync(file, String(made.body.token), { mode: 0o600 });
  const cli = () => {
    const child = spawn(join(import.meta.dirname, 'handrail'), ['run', 'plain#ping', '--url', server.origin], {
      env: { PATH: process.env.PATH, HANDRAIL_TOKEN_FILE: file, HANDRAIL_DATA: folder }, stdio: ['ignore', 'pipe', 'pipe'], cwd: folder,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    return new Promise<{ status: number | null; said: string }>((done) => child.once('close', (status) => { done({ status, said }); }));
  };
  const going = cli();
  const run = await theirRun();
  server.runner.print(run.id, 'PONG');
  server.runner.end(run.id, 'exited', 0);
  assert.deepEqual(await going, { status: 0, said: 'PONG' });
  await server.ask('POST', `/api/account/tokens/${(made.body.seen as { id: string }).id}/revoke`, { as: 'ada' });
  const { status, said } = await cli();
  assert.equal(status, 125);
  assert.match(said, /does not take this token: it has expired or was revoked/);
});

async function theirRun(): Promise<Run> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const { runs = [] } = (await server.ask('GET', '/api/runs?limit=1', { as: 'ada' })).body;
    if (runs[0]?.state === 'running') return runs[0];
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('no run');
}
