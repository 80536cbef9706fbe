import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodePacket, PacketReader } from './packet.ts';
import { maxPacketBytes } from '../protocol.ts';

const packets = [
  { kind: 0, body: Buffer.from('{"id":1}') },
  { kind: 1, body: Buffer.alloc(0) },
  { kind: 2, body: Buffer.alloc(70_000, 7) },
  { kind: 0, body: Buffer.from('{}') },
];
const stream = Buffer.concat(packets.map(({ kind, body }) => encodePacket(kind, body)));

for (const size of [1, 2, 3, 4, 5, 6, 13, 4096, stream.length]) {
  test(`packets come whole out of pieces of ${size} bytes`, () => {
    const reader = new PacketReader();
    const read = [];
    for (let at = 0; at < stream.length; at += size) {
      for (const { kind, body } of reader.take(stream.subarray(at, at + size))) read.push({ kind, body: Buffer.from(body) });
    }
    assert.deepEqual(read, packets);
  });
}

test('a length no packet has ends the stream', () => {
  assert.throws(() => new PacketReader().take(Buffer.from([0, 0, 0, 0, 0])), RangeError);
  assert.throws(() => new PacketReader().take(Buffer.from([255, 255, 255, 255, 0])), RangeError);
});

test('a packet too large is not made', () => {
  assert.throws(() => encodePacket(0, Buffer.alloc(maxPacketBytes)), RangeError);
});
