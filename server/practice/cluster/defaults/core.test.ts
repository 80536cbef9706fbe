import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSecret } from './core.ts';

test('a secret is kept as base64 in one line, plain strings among it', () => {
  const secret = { data: { a: 'aGVs\nbG8=\n', b: 'eA==' }, stringData: { b: 'y' } };
  defaultSecret(secret);
  assert.deepEqual(secret, { type: 'Opaque', data: { a: 'aGVsbG8=', b: 'eQ==' } });
});
