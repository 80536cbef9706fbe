import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Clock } from '../cluster/clock.ts';
import { TrialFront } from '../front/trial-front.ts';
import { seedSecrets } from './seed.ts';
import { vaultSite } from './site.ts';
import { rootToken } from './store.ts';

/** A clock that goes when told to. */
class HandClock implements Clock {
  ahead = 0;
  now(): number { return Date.now() + this.ahead; }
  after(): () => void { return () => undefined; }
}

const clock = new HandClock();
let trial: TrialFront;
let other: TrialFront;
before(async () => {
  trial = await TrialFront.open((folder) => [vaultSite({ folder, clock })]);
  other = await TrialFront.open((folder) => [vaultSite({ folder, clock })]);
});
after(async () => {
  await trial[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

interface Reply { status: number; body: { errors?: string[]; data?: Record<string, unknown>; auth?: Record<string, unknown> } | null }

async function ask(method: string, path: string, { token = '', body = '', from = trial }: { token?: string; body?: string; from?: TrialFront } = {}): Promise<Reply> {
  const { out } = await from.run('curl', ['-sS', '-q', '--path-as-is', '--globoff', '-X', method, '-H', `X-Vault-Token: ${token}`, ...(body === '' ? [] : ['-d', body]), '-w', '\n%{http_code}', `https://vault.slac.stanford.edu/v1/${path}`]);
  const at = out.lastIndexOf('\n');
  const text = out.slice(0, at);
  return { status: Number(out.slice(at + 1)), body: text === '' ? null : JSON.parse(text) as Reply['body'] };
}

async function logIn(from = trial, name = 'alice'): Promise<string> {
  const { body } = await ask('PUT', `auth/ldap/login/${name}`, { body: '{"password":"anything"}', from });
  return String(body?.auth?.['client_token']);
}

test('it says how it is to everybody', async () => {
  const { status, body } = await ask('GET', 'sys/seal-status');
  assert.deepEqual([status, (body as Record<string, unknown>)['sealed'], (body as Record<string, unknown>)['cluster_name']], [200, false, 'handrail-practice-stand-in']);
  assert.equal((await ask('GET', 'sys/health')).status, 200);
});

test('a login gives a token that reads and changes what the runbooks are about', async () => {
  const token = await logIn();
  const path = 'secret/data/rubin/usdf-consdb-dev/transformed-efd';
  const read = await ask('GET', path, { token });
  assert.equal(read.status, 200);
  assert.equal((read.body?.data?.['data'] as Record<string, string>)['usdf-efd-password'], 'practice-efd-password-dev');
  assert.equal((await ask('POST', path, { token, body: '{"data":{"a":"b"},"options":{"cas":1}}' })).body?.data?.['version'], 2);
  assert.deepEqual((await ask('POST', path, { token, body: '{"data":{"a":"b"},"options":{"cas":1}}' })).body?.errors, ['check-and-set parameter did not match the current version']);
  assert.deepEqual((await ask('GET', 'secret/metadata/rubin?list=true', { token })).body?.data?.['keys'], ['usdf-consdb-dev/', 'usdf-consdb/', 'usdf-rsp-dev/', 'usdf-rsp/']);
  assert.equal((await ask('GET', 'auth/token/lookup-self', { token })).body?.data?.['display_name'], 'ldap-alice');
  assert.equal(statSync(join(trial.folder, 'vault.json')).mode & 0o777, 0o600);
});

test('no token, a wrong one, one of another world and one without the right are all denied', async () => {
  const [mine, theirs] = [await logIn(), await logIn(other)];
  for (const token of ['', 'hvs.nothing', theirs]) {
    const { status, body } = await ask('GET', 'secret/data/rubin/usdf-rsp/s3proxy', { token });
    assert.deepEqual([status, body?.errors], [403, ['permission denied']], token);
  }
  assert.equal((await ask('GET', 'secret/data/rubin/usdf-rsp/s3proxy', { token: theirs, from: other })).status, 200);
  for (const [method, path] of [['GET', 'secret/data/other/x'], ['DELETE', 'secret/metadata/rubin/usdf-rsp/s3proxy'], ['PUT', 'sys/leases/revoke-prefix/auth/ldap'], ['GET', 'sys/raw/x'], ['PUT', 'sys/seal']] as const) {
    assert.equal((await ask(method, path, { token: mine, body: method === 'PUT' ? '{}' : '' })).status, 403, path);
  }
});

test('passwords: none and `wrong` fail, and names are names', async () => {
  for (const body of ['{}', '{"password":""}', '{"password":"wrong"}', '{"password":7}', '[]', 'x']) assert.equal((await ask('PUT', 'auth/ldap/login/alice', { body })).status, 400, body);
  for (const name of ['', '%2e%2e', 'a%20b', 'a%00b', 'a'.repeat(100)]) assert.notEqual((await ask('PUT', `auth/ldap/login/${name}`, { body: '{"password":"x"}' })).status, 200, name);
});

test('a token ends when the world’s time has passed it', async () => {
  const token = await logIn();
  assert.equal((await ask('GET', 'auth/token/lookup-self', { token })).status, 200);
  clock.ahead += 769 * 3_600_000;
  assert.deepEqual((await ask('GET', 'auth/token/lookup-self', { token })).body?.errors, ['permission denied']);
});

test('the administrator’s token ends all logins, which is how a scenario does it', async () => {
  const token = await logIn();
  const root = rootToken({ folder: trial.folder, seed: seedSecrets, now: () => clock.now() });
  assert.equal((await ask('PUT', 'sys/leases/revoke-prefix/auth/ldap/login', { token: root, body: '{}' })).status, 204);
  assert.equal((await ask('GET', 'auth/token/lookup-self', { token })).status, 403);
  assert.equal((await ask('DELETE', 'secret/metadata/rubin/usdf-rsp/s3proxy', { token: root })).status, 204);
  assert.equal((await ask('GET', 'secret/data/rubin/usdf-rsp/s3proxy', { token: root })).status, 404);
});

test('hostile paths and bodies are refused', async () => {
  const token = await logIn();
  for (const path of ['secret/data/rubin/../../sys/seal', 'secret/data/rubin/%2e%2e/%2e%2e/x', 'secret/data/rubin/%2Fetc%2Fpasswd%00', 'secret/data/rubin//x', 'secret/data/rubin/%', 'secret/data/rubin/__proto__', 'secret/data/rubin/constructor', `secret/data/rubin/${'x'.repeat(2000)}`]) {
    const { status } = await ask('GET', path, { token });
    assert.ok([400, 403, 404].includes(status), `${path}: ${status}`);
  }
  const path = 'secret/data/rubin/mine';
  for (const body of ['{}', '{"data":[]}', '{"data":null}', '{"data":{"__proto__":{"x":1}}}', 'null', '7']) assert.equal((await ask('POST', path, { token, body })).status, 400, body);
  writeFileSync(join(trial.folder, 'big'), JSON.stringify({ data: { a: 'x'.repeat(400_000) } }));
  assert.equal((await ask('POST', path, { token, body: `@${join(trial.folder, 'big')}` })).status, 413);
  assert.equal((await ask('TRACE', path, { token })).status, 405);
  assert.equal((await ask('GET', path, { token })).status, 404);
});

test('the file may be replaced by an older one, and one that cannot be read is put aside', async () => {
  const file = join(trial.folder, 'vault.json');
  const before = readFileSync(file);
  const token = await logIn();
  assert.equal((await ask('GET', 'auth/token/lookup-self', { token })).status, 200);
  writeFileSync(file, before);
  assert.equal((await ask('GET', 'auth/token/lookup-self', { token })).status, 403);
  writeFileSync(file, '{"version":1');
  assert.equal((await ask('GET', 'secret/data/rubin/usdf-rsp/s3proxy', { token: await logIn() })).status, 200);
  mkdirSync(join(trial.folder, 'empty'));
  assert.match(rootToken({ folder: join(trial.folder, 'empty'), seed: {}, now: Date.now }), /^hvs\./);
});
