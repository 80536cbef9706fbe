import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOf, numberOf, openEnvelope, readFields, textOf, textsOf } from './protobuf.ts';

/** A field of bytes, and one of a number: what the tests need of the other direction. */
const bytes = (number: number, value: Buffer) => Buffer.concat([Buffer.of(number << 3 | 2, value.length), value]);
const text = (number: number, value: string) => bytes(number, Buffer.from(value));

test('messages are read field by field', () => {
  const fields = readFields(Buffer.concat([Buffer.of(1 << 3, 0xac, 0x02), text(5, 'All'), text(5, 'Some'), bytes(2, text(1, 'uid'))]));
  assert.equal(numberOf(fields, 1), 300);
  assert.deepEqual(textsOf(fields, 5), ['All', 'Some']);
  assert.equal(textOf(messageOf(fields, 2), 1), 'uid');
  assert.equal(textOf(fields, 9), '');
  assert.equal(numberOf(fields, 9), undefined);
});

test('the envelope', () => {
  const body = Buffer.concat([Buffer.from('k8s\0'), bytes(1, Buffer.concat([text(1, 'v1'), text(2, 'DeleteOptions')])), bytes(2, Buffer.of(1 << 3, 0))]);
  const { kind, message } = openEnvelope(body);
  assert.equal(kind, 'DeleteOptions');
  assert.equal(numberOf(message, 1), 0);
});

test('what breaks off is refused', () => {
  for (const body of ['', '{}', 'k8s\0\x0a\x7f', 'k8s\0\x0b', 'k8s\0\xff', `k8s\0\x08${'\xff'.repeat(12)}`]) {
    assert.throws(() => openEnvelope(Buffer.from(body, 'latin1')), { code: 400 }, JSON.stringify(body));
  }
});
