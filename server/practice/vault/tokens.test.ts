import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, personPolicies } from './policy.ts';
import { lifetime, Tokens } from './tokens.ts';

const about = { path: 'auth/ldap/login/alice', displayName: 'ldap-alice', username: 'alice', policies: ['default'] };

test('a token ends by the clock it was made by, and can be renewed until then', () => {
  const tokens = new Tokens();
  const token = tokens.issue(about, 1000, 0);
  assert.match(token.id, /^hvs\.[A-Za-z0-9]{28}$/);
  assert.equal(tokens.find(token.id, 999)?.username, 'alice');
  tokens.renew(token, 5000, 999);
  assert.ok(tokens.find(token.id, 5998));
  tokens.renew(token, 10 * lifetime, 5998);
  assert.ok(tokens.find(token.id, 5998 + lifetime - 1));
  assert.equal(tokens.find(token.id, 5998 + lifetime), null);
  for (const id of [undefined, '', 'hvs.x', '__proto__', 'constructor']) assert.equal(tokens.find(id, 0), null);
});

test('tokens are revoked by themselves or by where they were given out', () => {
  const tokens = new Tokens();
  const [alice, bob] = [tokens.issue(about, 1000, 0), tokens.issue({ ...about, path: 'auth/ldap/login/bob' }, 1000, 0)];
  const root = tokens.issue({ ...about, path: 'auth/token/root' }, null, 0);
  tokens.revoke(alice.id);
  assert.equal(tokens.find(alice.id, 1), null);
  tokens.revokePrefix('auth/ld');
  assert.ok(tokens.find(bob.id, 1));
  tokens.revokePrefix('auth/ldap/');
  assert.equal(tokens.find(bob.id, 1), null);
  assert.ok(tokens.find(root.id, 1e15));
});

test('only so many are kept, the newest, and never at the administrator’s expense', () => {
  const tokens = new Tokens();
  const root = tokens.issue(about, null, 0);
  const first = tokens.issue(about, 1000, 0);
  const rest = Array.from({ length: 600 }, () => tokens.issue(about, 1000, 0));
  assert.ok(tokens.save().length <= 501);
  assert.equal(tokens.find(first.id, 1), null);
  assert.ok(tokens.find(root.id, 1) !== null && tokens.find(rest.at(-1)?.id, 1) !== null);
  tokens.issue(about, 1000, 5000);
  assert.equal(tokens.save().length, 2);
});

test('a person may read and change what the runbooks are about, and nothing that cannot be undone', () => {
  const table: [path: string, capability: Parameters<typeof allows>[2], person: boolean][] = [
    ['secret/data/rubin/usdf-rsp/s3proxy', 'read', true], ['secret/data/rubin/usdf-rsp/s3proxy', 'update', true], ['secret/data/rubin/x', 'delete', true],
    ['secret/data/other/x', 'read', false], ['secret/data/rubinx', 'read', false], ['secret/metadata/rubin/x', 'list', true], ['secret/metadata/rubin/x', 'delete', false],
    ['auth/token/lookup-self', 'read', true], ['sys/leases/revoke-prefix/auth', 'update', false], ['sys/seal', 'update', false], ['secret/destroy/rubin/x', 'update', false],
  ];
  for (const [path, capability, person] of table) {
    assert.equal(allows(personPolicies, path, capability), person, `${capability} ${path}`);
    assert.equal(allows(['root'], path, capability), true);
    assert.equal(allows(['constructor', '__proto__'], path, capability), false);
  }
});
