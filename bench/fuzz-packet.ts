/** The reader of packets between server and runner. */
import assert from 'node:assert/strict';
import { encodePacket, PacketReader } from '../server/runner/wire/packet.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { damaged, type FuzzTarget, pieces } from './fuzz-target.ts';

export const packetTarget: FuzzTarget = {
  name: 'packet reader',
  invariant: 'the same packets whatever the pieces; a length no packet has ends it; nothing is made up',
  open: () => ({ tryOne }),
};

interface Read {
  packets: string[];
  isBroken: boolean;
}

function tryOne(chance: Chance): void {
  const sent = Array.from({ length: chance.below(5) }, () => ({ kind: chance.below(256), body: chance.bytes(chance.below(40)) }));
  const stream = Buffer.concat(sent.map(({ kind, body }) => encodePacket(kind, body)));
  assert.deepEqual(read(pieces(stream, chance)), { packets: sent.map(spell), isBroken: false });
  const other = chance.oneIn(4) ? chance.bytes(chance.below(40)) : damaged(stream, chance);
  const whole = read([other]);
  const cut = read(pieces(other, chance));
  assert.equal(cut.isBroken, whole.isBroken);
  // A stream that breaks gives what came before the break, or less of it when all came at once.
  assert.deepEqual(cut.packets.slice(0, whole.packets.length), whole.packets);
  assert.ok(cut.packets.join('').length <= other.length * 2 + cut.packets.length * 4, 'no more comes out than went in');
  if (!whole.isBroken) assert.equal(cut.packets.length, whole.packets.length);
}

function read(parts: readonly Uint8Array[]): Read {
  const reader = new PacketReader();
  const packets: string[] = [];
  for (const part of parts) {
    try {
      packets.push(...reader.take(Buffer.from(part)).map(spell));
    } catch (error) {
      assert.ok(error instanceof RangeError && new RegExp(`^no packet has (0|\\d{7,10}) bytes$`).test(error.message), String(error));
      return { packets, isBroken: true };
    }
  }
  return { packets, isBroken: false };
}

function spell({ kind, body }: { kind: number; body: Buffer }): string {
  return `${kind}:${body.toString('hex')}`;
}
