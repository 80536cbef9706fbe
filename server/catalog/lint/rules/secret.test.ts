import assert from 'node:assert/strict';
import { test } from 'node:test';
import { head, lintText } from '../text-fixture.ts';

const found = (text: string): number => lintText(head + text).filter(({ rule }) => rule === 'secret').length;
/** Put together here, so that nobody takes this file for a leak. */
const joined = (...parts: string[]): string => parts.join('');

test('secrets are known by how they look, and by what they are called', () => {
  for (const text of [joined('AKIA', 'IOSFODNN7EXAMPLE'), joined('ghp', '_', 'a1B2'.repeat(9)), joined('hv', 's.', 'CAESIJ1x'.repeat(4)), joined('xox', 'b-123456789012-abc'), joined('-----BEGIN RSA ', 'PRIVATE KEY-----'),
    'password=Tr0ub4dor', 'DB_PASSWORD: "s3cr3t99"', 'token: 9f8e7d6c5b4a', 'postgres://efd:hunter22@db/x', '`redis-cli -a hunter22 ping`', 'api_key=abc123def456']) {
    assert.ok(found(text) >= 1, text);
  }
});

test('names, variables and placeholders are none', () => {
  for (const text of ['`password=$PASSWORD`', '`token: ${TOKEN}`', 'password: \\<password\\>', 'key: usdf-efd-password', 'The password is asked for.', 'secret: efd-transform-secrets', '`vault login -method=ldap username=x password=$(cat x)`',
    'token=/run/secrets/token', '`redis-cli -a "$PASSWORD"`', 'password: ********', 'https://user@host/x', 'secretName: cache-tls', 'PASSWORD=CHANGE_ME', 'token: required']) {
    assert.equal(found(text), 0, text);
  }
});
