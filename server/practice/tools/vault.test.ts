import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { spawn as spawnTerminal } from '@lydell/node-pty';
import { systemClock } from '../cluster/clock.ts';
import { TrialFront } from '../front/trial-front.ts';
import { vaultSite } from '../vault/site.ts';

const program = join(import.meta.dirname, 'vault');
const address = 'https://vault.slac.stanford.edu';
const secret = 'secret/rubin/usdf-consdb-dev/transformed-efd';
let trial: TrialFront;
before(async () => { trial = await TrialFront.open((folder) => [vaultSite({ folder, clock: systemClock })]); });
after(async () => { await trial[Symbol.asyncDispose](); });

const vault = (args: string[], more: Record<string, string> = {}) => trial.run(program, args, { VAULT_ADDR: address, ...more });
const tokenFile = () => join(trial.folder, '.vault-token');

async function logIn(): Promise<void> {
  assert.equal((await vault(['login', '-method=ldap', '-no-print', 'username=alice', 'password=x'])).status, 0);
}

test('status is a table, and its first line says what it is', async () => {
  const { status, out, error } = await vault(['status']);
  assert.equal(status, 0);
  assert.match(error, /^This is Handrail's practice stand-in for Vault/);
  assert.match(out, /^Key             Value\n---             -----\nSeal Type       shamir\nInitialized     true\nSealed          false\n/);
  const sealed = JSON.parse((await vault(['status', '-format=json'])).out) as { sealed: boolean };
  assert.equal(sealed.sealed, false);
});

test('without an address, or with a wrong one, it says so as the real one does', async () => {
  const nowhere = await vault(['status'], { VAULT_ADDR: '' });
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.error, /Error checking seal status: Get "https:\/\/127\.0\.0\.1:8200\/v1\/sys\/seal-status": dial tcp 127\.0\.0\.1:8200: connect: connection refused\n$/);
  const elsewhere = await vault(['kv', 'get', secret], { VAULT_ADDR: 'https://vault.example' });
  assert.equal(elsewhere.status, 2);
  assert.match(elsewhere.error, /vault\.example is not part of the practice world/);
});

test('a login asks without echo on a terminal, keeps the token to itself and prints what it got', async () => {
  const terminal = spawnTerminal(program, ['login', '-method', 'ldap', '-username', 'alice'], { cols: 120, rows: 40, env: trial.environment({ VAULT_ADDR: address }), cwd: trial.folder });
  let text = '';
  let typed = false;
  terminal.onData((data) => {
    text += data;
    if (!typed && text.includes('Password (will be hidden): ')) {
      typed = true;
      setTimeout(() => terminal.write('tell-nobody\r'), 50);
    }
  });
  const status = await new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
  assert.equal(status, 0, text);
  assert.doesNotMatch(text, /tell-nobody/);
  assert.match(text, /Success! You are now authenticated\. The token information displayed below\r\nis already stored in the token helper\. You do NOT need to run "vault login"\r\nagain\./);
  assert.match(text, /token_duration +768h\r\ntoken_renewable +true\r\ntoken_policies +\["default" "rubin-operator"\]\r\nidentity_policies +\[\]\r\npolicies +\["default" "rubin-operator"\]\r\ntoken_meta_username +alice/);
  assert.equal(statSync(tokenFile()).mode & 0o777, 0o600);
  assert.match(readFileSync(tokenFile(), 'utf8'), /^hvs\.\w+$/);
});

test('without a terminal a line of standard input is the password; a wrong one changes nothing', async () => {
  rmSync(tokenFile(), { force: true });
  const wrong = await vault(['login', '-method=ldap', '-username=alice'], { input: 'wrong\n' });
  assert.equal(wrong.status, 2);
  assert.match(wrong.error, /Error authenticating: Error making API request\.\n\nURL: PUT https:\/\/vault\.slac\.stanford\.edu\/v1\/auth\/ldap\/login\/alice\nCode: 400\. Errors:\n\n\* ldap operation failed: failed to bind as user\n$/);
  assert.equal((await vault(['login', '-method=ldap', '-username=alice'], { input: '\n' })).status, 2);
  assert.match((await vault(['login', '-method=ldap', '-username=alice'])).error, /nobody to ask/);
  assert.equal(existsSync(tokenFile()), false);
  const right = await vault(['login', '-method', 'ldap', '-token-only', '-username', 'alice'], { input: 'x\n' });
  assert.match(right.out, /^hvs\.\w+\n$/);
  assert.match((await vault(['login', right.out.trim()])).out, /Success!/);
});

test('an expired or missing token fails as the real one does', async () => {
  rmSync(tokenFile(), { force: true });
  const { status, out, error } = await vault(['kv', 'get', '-field=usdf-efd-password', secret]);
  assert.deepEqual([status, out], [2, '']);
  assert.equal(error, `Error making API request.\n\nURL: GET ${address}/v1/sys/internal/ui/mounts/${secret}\nCode: 403. Errors:\n\n* permission denied\n`);
  assert.equal((await vault(['token', 'lookup'], { VAULT_TOKEN: 'hvs.nothing' })).status, 2);
});

test('a secret is read whole, by field and as JSON; -mount and the older form are the same', async () => {
  await logIn();
  const whole = await vault(['kv', 'get', secret]);
  assert.match(whole.out, /^=+ Secret Path =+\nsecret\/data\/rubin\/usdf-consdb-dev\/transformed-efd\n\n=+ Metadata =+\nKey +Value\n--- +-----\ncreated_time +\S+Z\ncustom_metadata +<nil>\ndeletion_time +n\/a\ndestroyed +false\nversion +1\n\n=+ Data =+\nKey +Value\n--- +-----\naws-access-key-id +practice-access-key-dev\n/);
  for (const form of [['-field=usdf-efd-password', secret], ['--field=usdf-efd-password', secret], ['-field', 'usdf-efd-password', '-mount=secret', 'rubin/usdf-consdb-dev/transformed-efd']]) {
    assert.deepEqual(await vault(['kv', 'get', ...form]), { status: 0, out: 'practice-efd-password-dev', error: '' });
  }
  const json = JSON.parse((await vault(['kv', 'get', '-format=json', secret])).out) as { data: { data: Record<string, string> } };
  assert.equal(json.data.data['usdf-efd-password'], 'practice-efd-password-dev');
  assert.equal((await vault(['read', '-field=metadata', 'secret/data/rubin/usdf-rsp/s3proxy'])).status, 0);
  assert.deepEqual(await vault(['kv', 'get', '-field=nothing', secret]), { status: 1, out: '', error: 'Field "nothing" not present in secret\n' });
  assert.deepEqual(await vault(['kv', 'get', 'secret/rubin/nothing']), { status: 2, out: '', error: 'No value found at secret/data/rubin/nothing\n' });
  assert.match((await vault(['kv', 'get', 'other/x'])).error, /preflight capability check returned 403, please ensure client's policies grant access to path "other\/x\/"/);
  assert.match((await vault(['kv', 'get', 'secret/other/x'])).error, /^Error reading secret\/data\/other\/x: Error making API request\.[^]*\* permission denied\n$/);
});

test('a secret is written, patched from a file or standard input, listed and deleted', async () => {
  await logIn();
  const path = 'secret/rubin/mine';
  const ini = '[new]\naws_access_key_id = "ä\\n$x`\n';
  writeFileSync(join(trial.folder, 'credentials.ini'), ini);
  assert.match((await vault(['kv', 'put', path, 'a=b=c', 'n=1'])).out, /version +1\n$/);
  assert.match((await vault(['kv', 'patch', path, 'aws-credentials.ini=@credentials.ini'])).out, /version +2\n$/);
  assert.equal((await vault(['kv', 'get', '-field=aws-credentials.ini', path])).out, ini);
  assert.equal((await vault(['kv', 'get', '-field=a', path])).out, 'b=c');
  assert.equal((await vault(['kv', 'patch', path, 'a=-'], { input: 'from here' })).status, 0);
  assert.equal((await vault(['kv', 'get', '-field=a', path])).out, 'from here');
  assert.equal((await vault(['kv', 'get', '-version=1', '-field=n', path])).out, '1');
  assert.match((await vault(['kv', 'put', '-cas=1', path, 'a=b'])).error, /check-and-set parameter did not match/);
  assert.equal((await vault(['kv', 'put', path, '-'], { input: '{"whole": "ü"}' })).status, 0);
  assert.equal((await vault(['kv', 'get', '-field=whole', path])).out, 'ü');
  assert.equal((await vault(['kv', 'list', 'secret/rubin'])).out, 'Keys\n----\nmine\nusdf-consdb-dev/\nusdf-consdb/\nusdf-rsp-dev/\nusdf-rsp/\n');
  assert.match((await vault(['kv', 'metadata', 'get', path])).out, /current_version +4\n[^]*=+ Version 4 =+\n/);
  assert.deepEqual(await vault(['kv', 'delete', path]), { status: 0, out: 'Success! Data deleted (if it existed) at: secret/data/rubin/mine\n', error: '' });
  assert.match((await vault(['kv', 'get', path])).out, /deletion_time +20/);
  const undeleted = await vault(['kv', 'undelete', '-versions=4', path]);
  assert.deepEqual([undeleted.status, undeleted.error], [0, '']);
  assert.equal((await vault(['kv', 'get', '-field=whole', path])).out, 'ü');
});

test('a token tells of itself, is renewed and revoked', async () => {
  await logIn();
  assert.match((await vault(['token', 'lookup'])).out, /display_name +ldap-alice\n/);
  assert.equal((await vault(['token', 'lookup', '-field=path'])).out, 'auth/ldap/login/alice');
  assert.equal((await vault(['token', 'renew'])).status, 0);
  assert.match((await vault(['lease', 'revoke', '-prefix', 'auth/ldap/login'])).error, /permission denied/);
  assert.equal((await vault(['token', 'revoke', '-self'])).status, 0);
  assert.equal((await vault(['token', 'lookup'])).status, 2);
});

test('how it is used, and used wrongly', async () => {
  const table: [args: string[], status: number, said: RegExp][] = [
    [['version'], 0, /stand-in/], [['-help'], 0, /kv get/], [['kv', 'get', '-help'], 0, /Usage/], [[], 0, /Usage/],
    [['operator', 'init'], 127, /has no `vault operator init`/], [['kv'], 127, /kv put/], [['kv', 'get'], 1, /Not enough arguments \(expected 1, got 0\)/],
    [['kv', 'get', 'a', 'b'], 1, /Too many arguments \(expected 1, got 2\)/], [['kv', 'get', 'a', '-field=x'], 1, /must be provided before positional arguments/],
    [['kv', 'get', '-nope', 'a'], 1, /flag provided but not defined: -nope/], [['kv', 'put', 'secret/rubin/x'], 1, /Must supply data/],
    [['kv', 'put', 'secret/rubin/x', 'y'], 1, /invalid key\/value pair "y"/], [['status', '-format=xml'], 1, /Invalid output format/], [['login', '-method=github'], 1, /Unknown auth method: github\. Log in with -method=ldap/],
  ];
  for (const [args, status, said] of table) {
    const done = await vault(args);
    assert.equal(done.status, status, args.join(' '));
    assert.match(done.out + done.error, said, args.join(' '));
  }
});
