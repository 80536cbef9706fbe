import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idOfClaimed, readClaims } from './oidc-claims.ts';
import { safeReturn } from './oidc-return.ts';

const origin = 'https://runbooks.example.org';

const ours = ['/', '/runbooks/x?env=dev#step-y', '/docs/a/../b', '/runbooks/a%2fb', '/loginx', '/apis'];
for (const to of ours) test(`one comes back to ${to}`, () => { assert.equal(safeReturn(to, origin), new URL(to, origin).href.slice(origin.length)); });

const astray = [
  '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', 'https://evil.example', `${origin}/x`, '/..//evil.example', '/%2e%2e//evil.example', '/./%2e//evil.example',
  '/\t/evil.example', '/\n/evil.example', '/a\\b', 'javascript:alert(1)', '/a\r\nset-cookie: x=y', '@evil.example', '.evil.example', ':443/x', '/api/session', '/api', '/x/../api/oidc/callback',
  '/login', '/login?refused=x', '/login#secret', `/${'x'.repeat(1_100)}`, '', '/é',
];
for (const to of astray) test(`${JSON.stringify(to).slice(0, 40)} leads to the front page`, () => { assert.equal(safeReturn(to, origin), '/'); });

const claims = { iss: 'https://login.example.org', sub: 'u-1' };
const groups: readonly [string, Record<string, unknown>, string, string[]][] = [
  ['a list', { groups: ['a', 'b', 'a'] }, 'groups', ['a', 'b']],
  ['one text', { groups: 'a' }, 'groups', ['a']],
  ['none', {}, 'groups', []],
  ['another claim', { roles: ['a'] }, 'roles', ['a']],
  ['a claim inside another', { realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
  ['a claim whose name holds dots', { 'https://x.org/groups': ['a'] }, 'https://x.org/groups', ['a']],
  ['what is no text', { groups: ['a', 1, null, { a: 1 }, ['b']] }, 'groups', ['a']],
  ['what could not stand in a header', { groups: ['a\r\nImpersonate-User: root', 'ü', '\u202ea', ' ', '', 'x'.repeat(201)] }, 'groups', []],
  ['what Kubernetes keeps for itself', { groups: ['system:masters', ' system:masters', 'SYSTEM:nodes', 'systems'] }, 'groups', ['systems']],
  ['a prototype', { groups: ['a'] }, '__proto__.groups', []],
  ['more than anybody has', { groups: Array.from({ length: 5_000 }, (_, at) => `g${at}`) }, 'groups', Array.from({ length: 200 }, (_, at) => `g${at}`)],
];
for (const [what, given, claim, expected] of groups) test(`groups: ${what}`, () => { assert.deepEqual(readClaims({ ...claims, ...given }, claim)?.groups, expected); });

test('a name is the first that is one, without what would turn a line round', () => {
  const cases: readonly [Record<string, unknown>, string][] = [
    [{ name: 'Ada', preferred_username: 'al' }, 'Ada'], [{ name: ' \u202e\u0000 ', preferred_username: 'al' }, 'al'], [{ name: 7, email: 'a@b' }, 'a@b'], [{}, 'u-1'], [{ name: 'x'.repeat(500) }, 'x'.repeat(100)],
  ];
  for (const [given, name] of cases) assert.equal(readClaims({ ...claims, ...given }, 'groups')?.name, name);
});

test('an e-mail address is taken where the provider says that it has verified it', () => {
  const cases: readonly [Record<string, unknown>, string][] = [
    [{ email: 'ada@example.org', email_verified: true }, 'ada@example.org'], [{ email: 'ada@example.org' }, ''], [{ email: 'ada@example.org', email_verified: 'true' }, ''],
    [{ email: 'ada@example.org', email_verified: false }, ''], [{ email: 'a b@example.org', email_verified: true }, ''], [{ email: ['a@b'], email_verified: true }, ''],
    [{ email: `${'a'.repeat(250)}@example.org`, email_verified: true }, ''], [{}, ''],
  ];
  for (const [given, email] of cases) assert.equal(readClaims({ ...claims, ...given }, 'groups')?.email, email);
});

test('an id is one of ours whatever somebody is called, and at most 40 characters long', () => {
  const digest = '0123456789abcdef'.repeat(4);
  const cases: readonly [string, string][] = [['Ada Lovelace', 'ada-lovelace-01234567'], ['日本', 'person-01234567'], ['operator', 'operator-01234567'], [`${'long '.repeat(20)}`, 'long-long-long-long-long-long-l-01234567']];
  for (const [name, id] of cases) assert.equal(idOfClaimed(name, digest), id);
  assert.match(idOfClaimed('long '.repeat(20), digest, 32), /^[a-z-]{1,7}-[0-9a-f]{32}$/);
});
