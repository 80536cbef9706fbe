/** The decoder of output frames, which every browser and the server's socket use on what comes. */
import assert from 'node:assert/strict';
import { runIdFromBytes } from '../common/ids.ts';
import { decodeFrame, encodeFrame, frameHeaderBytes, outputOpcode } from '../common/protocol/frame.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { damaged, type FuzzTarget } from './fuzz-target.ts';

export const frameTarget: FuzzTarget = {
  name: 'frame decoder',
  invariant: 'decodes what was encoded; anything else is no frame, or encodes to the same bytes again',
  open: () => ({ tryOne }),
};

function tryOne(chance: Chance): void {
  const offset = chance.below(2 ** 21) * 2 ** 32 + chance.next();
  const frame = { run: runIdFromBytes(chance.bytes(16)), offset, bytes: chance.bytes(chance.below(64)) };
  const encoded = encodeFrame(frame);
  const decoded = decodeFrame(encoded);
  assert.ok(decoded !== null && decoded.run === frame.run && decoded.offset === offset && frame.bytes.equals(decoded.bytes));
  const other = chance.oneIn(2) ? damaged(encoded, chance) : Buffer.concat([Buffer.of(chance.pick([0, outputOpcode])), chance.bytes(chance.below(60))]);
  const found = decodeFrame(other);
  if (found === null) {
    assert.ok(other.length < frameHeaderBytes || other[0] !== outputOpcode || other.readBigUInt64BE(17) > BigInt(Number.MAX_SAFE_INTEGER));
    return;
  }
  assert.ok(other.equals(encodeFrame(found)));
}
