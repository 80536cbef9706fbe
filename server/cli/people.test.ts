/** The commands about people and tokens, as they print, against a server in the same process. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, mock, test } from 'node:test';
import { loadConfig } from '../config/load.ts';
import { TestServer } from '../http/test-server.ts';
import { createProgram } from './program.ts';

let server: TestServer;
const data = mkdtempSync(join(tmpdir(), 'people-'));
before(async () => {
  server = await TestServer.start();
  writeFileSync(join(data, 'local-credential'), `${server.localCredential}\n`);
});
after(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(data, { recursive: true });
});

/** Runs a command in this process; gives what it printed. */
async function handrail(...words: string[]): Promise<{ out: string; err: string }> {
  const out = mock.method(console, 'log', () => undefined);
  const err = mock.method(console, 'error', () => undefined);
  try {
    const config = loadConfig({ HANDRAIL_PORT: String(server.port), HANDRAIL_DATA: data }, data);
    await createProgram(config, [], () => undefined).parseAsync(words, { from: 'user' });
    const said = (calls: readonly { arguments: unknown[] }[]) => calls.map((call) => call.arguments.join(' ')).join('\n');
    return { out: said(out.mock.calls), err: said(err.mock.calls) };
  } finally {
    out.mock.restore();
    err.mock.restore();
  }
}

test('somebody is invited with roles, listed, given others, disabled and enabled', async () => {
  const { out, err } = await handrail('invite', 'Zoe', '--roles', 'operator, approver');
  assert.match(out, /\/login#[\w-]{43}$/);
  assert.match(err, /For zoe, who is new here/);
  assert.match((await handrail('people')).out, /^zoe {2}operator, approver \(no password; not logged in\)$/m);
  assert.match((await handrail('roles', 'zoe', 'viewer')).err, /zoe has now: viewer/);
  assert.match((await handrail('roles', 'zoe', 'none')).err, /zoe has now: no role/);
  await handrail('people', 'disable', 'zoe');
  assert.match((await handrail('people')).out, /^zoe .*disabled/m);
  await handrail('people', 'enable', 'zoe');
  const { people } = JSON.parse((await handrail('people', '--json')).out) as { people: { id: string; disabledAt: number | null }[] };
  assert.equal(people.find(({ id }) => id === 'zoe')?.disabledAt, null);
  await assert.rejects(handrail('roles', 'zoe', 'root'), { code: 'bad-message' });
  await assert.rejects(handrail('roles', 'nobody', 'viewer'), { code: 'unknown-person' });
});

test('a token of the operator is made and seen once, listed and revoked', async () => {
  assert.match((await handrail('login-link')).out, /\/login#/);
  const made = await handrail('tokens', 'make', 'nightly', '--rights', 'view,practise', '--environments', 'practice', '--days', '90');
  assert.match(made.out, /^hr_[\w-]{43}$/);
  const id = /tokens revoke (\w+)/.exec(made.err)?.[1] ?? '';
  const listed = await handrail('tokens');
  assert.match(listed.out, new RegExp(`^${id} {2}nightly: view, practise in practice; until \\d{4}-\\d\\d-\\d\\d; never used$`));
  assert.ok(!listed.out.includes(made.out));
  await handrail('tokens', 'revoke', id);
  assert.match((await handrail('tokens')).err, /There is none/);
});
