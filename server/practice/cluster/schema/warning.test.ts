import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import { test } from 'node:test';
import { warningHeaders } from './warning.ts';

test('warnings as headers', () => {
  assert.deepEqual(warningHeaders([]), []);
  assert.deepEqual(warningHeaders(['unknown field "dat"']), ['299 - "unknown field \\"dat\\""']);
  const [odd = ''] = warningHeaders(['unknown field "ä\u007f\n☃"']);
  assert.equal(Buffer.from(odd, 'latin1').toString('utf8'), '299 - "unknown field \\"ä  ☃\\""');
  validateHeaderValue('Warning', odd);
});

test('too many are cut, and then left out', () => {
  const long = warningHeaders(Array.from({ length: 100 }, (_, at) => `${at} ${'x'.repeat(1000)}`));
  assert.equal(long.length, 16);
  assert.ok(long.every((text) => text.length <= 256 + 8));
  assert.equal(warningHeaders(Array.from({ length: 3000 }, (_, at) => `unknown field "f${at}"`)).length > 100, true);
  assert.deepEqual(warningHeaders(['x'.repeat(4096)]), [`299 - "${'x'.repeat(4096)}"`]);
});
