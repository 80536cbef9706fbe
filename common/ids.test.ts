import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRunId, newRunId, runIdFromBytes, runIdToBytes } from './ids.ts';

const random = Uint8Array.from({ length: 10 }, (_, at) => 250 - at);

test('a run id is a UUID of version 7 that carries its time', () => {
  const id = newRunId(0x0192_3456_789a, random);
  assert.ok(isRunId(id));
  assert.equal(id.slice(0, 15), '01923456-789a-7');
});

test('ids sort by time', () => {
  const earlier = newRunId(1_700_000_000_000, random);
  const later = newRunId(1_700_000_000_001, new Uint8Array(10));
  assert.ok(earlier < later);
});

test('an id goes to bytes and back', () => {
  const id = newRunId(1_700_000_000_000, random);
  assert.equal(runIdFromBytes(runIdToBytes(id)), id);
});

test('too little randomness is refused', () => {
  assert.throws(() => newRunId(0, new Uint8Array(9)), RangeError);
});

for (const other of ['', '../../etc/passwd', '0192345678', null, 7, '01923456-789a-4000-8000-000000000000', '01923456-789A-7000-8000-000000000000']) {
  test(`${JSON.stringify(other)} is no run id`, () => assert.equal(isRunId(other), false));
}
