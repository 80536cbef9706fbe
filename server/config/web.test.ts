import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { loadConfig } from './load.ts';
import { readRoleMap, readSecret, rolesOfGroups } from './oidc.ts';

const oidc = { HANDRAIL_OIDC_ISSUER: 'https://login.example.org', HANDRAIL_OIDC_CLIENT: 'handrail', HANDRAIL_OIDC_ROLES: '*=viewer' };
const web = (set: Record<string, string>) => loadConfig(set, '/srv').web;

test('nothing set: no TLS, no proxy is believed, no single sign-on', () => {
  assert.deepEqual(web({}), { tls: null, proxies: [], oidc: null, quotas: { runs: 8, sockets: 32, workspaces: 8, workspaceMs: 30 * 86_400_000 } });
});

test('TLS makes the origin https, and its files start from the same folder as all others', () => {
  const config = loadConfig({ HANDRAIL_TLS_CERT: 'tls/cert.pem', HANDRAIL_TLS_KEY: '/etc/key.pem' }, '/srv');
  assert.deepEqual([config.origin, config.web.tls], ['https://127.0.0.1:3180', { cert: '/srv/tls/cert.pem', key: '/etc/key.pem' }]);
});

test('groups give roles: the last “=” counts, “*” is everybody, and nothing else is', () => {
  const map = readRoleMap(' sre = operator, approver ;CN=ops,OU=it=admin; *=viewer;');
  const cases: readonly [string[], string[]][] = [
    [[], ['viewer']], [['sre'], ['viewer', 'operator', 'approver']], [['CN=ops,OU=it', 'sre'], ['viewer', 'operator', 'approver', 'admin']],
    [['SRE', 'sr', 'ops', '__proto__', 'constructor'], ['viewer']], [['*'], ['viewer']],
  ];
  for (const [groups, roles] of cases) assert.deepEqual(rolesOfGroups(groups, map), roles, groups.join());
  assert.deepEqual(rolesOfGroups(['*'], readRoleMap('sre=operator')), [], 'a group that calls itself everybody is not');
});

const wrong: readonly [Record<string, string>, RegExp][] = [
  [{ HANDRAIL_TLS_CERT: 'x' }, /HANDRAIL_TLS_CERT and HANDRAIL_TLS_KEY belong together/],
  [{ HANDRAIL_PROXY: '10.0.0.0/33' }, /HANDRAIL_PROXY: “10\.0\.0\.0\/33” is neither/],
  [{ HANDRAIL_PROXY: 'proxy.example.org' }, /neither an address nor a network/],
  [{ ...oidc, HANDRAIL_OIDC_ISSUER: 'http://login.example.org' }, /must begin with https/],
  [{ HANDRAIL_OIDC_ISSUER: 'https://login.example.org' }, /HANDRAIL_OIDC_CLIENT: is missing.*\n.*HANDRAIL_OIDC_ROLES: is missing/],
  [{ ...oidc, HANDRAIL_OIDC_ROLES: 'sre=root' }, /“root” is no role\. Roles: viewer, trainee/],
  [{ ...oidc, HANDRAIL_OIDC_ROLES: 'operator' }, /names no group/],
  [{ ...oidc, HANDRAIL_OIDC_ROLES: 'a=viewer; a=admin' }, /stands there twice/],
  [{ ...oidc, HANDRAIL_OIDC_SCOPES: 'profile' }, /`openid` among them/],
  [{ ...oidc, HANDRAIL_OIDC_SECRET: 'canary-secret-4711' }, /where the secret is, never the secret itself/],
  [{ ...oidc, HANDRAIL_OIDC_SECRET: 'file:relative' }, /HANDRAIL_OIDC_SECRET/],
  [{ HANDRAIL_MAX_RUNS: '0' }, /HANDRAIL_MAX_RUNS: .*Runs that one person may have/],
];
for (const [set, told] of wrong) {
  test(`${JSON.stringify(set).slice(0, 100)} is refused, with what to do`, () => {
    assert.throws(() => web(set), (error: unknown) => {
      assert.ok(error instanceof HandrailError);
      assert.match(error.message, told);
      assert.ok(!error.message.includes('canary'), 'a secret set by mistake is not repeated');
      return true;
    });
  });
}

test('the client’s secret is read where it is said to be, and a missing one is told by its place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-test-'));
  writeFileSync(join(folder, 'secret'), 'from a file\n');
  assert.equal(readSecret({ file: join(folder, 'secret') }, {}), 'from a file');
  assert.equal(readSecret({ env: 'OIDC' }, { OIDC: ' from the environment ' }), 'from the environment');
  assert.throws(() => readSecret({ env: 'OIDC' }, {}), /The variable OIDC, which HANDRAIL_OIDC_SECRET names, holds no secret/);
  assert.throws(() => readSecret({ file: join(folder, 'none') }, {}), /The file .*none/);
  rmSync(folder, { recursive: true });
});
