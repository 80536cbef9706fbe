import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRunId } from '../ids.ts';
import { decodeFrame, encodeFrame, frameHeaderBytes } from './frame.ts';

const run = newRunId(1_700_000_000_000, new Uint8Array(10).fill(7));

test('a frame comes back as it went', () => {
  for (const offset of [0, 1, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER]) {
    for (const bytes of [new Uint8Array(), Uint8Array.of(0, 255, 10)]) {
      assert.deepEqual(decodeFrame(encodeFrame({ run, offset, bytes })), { run, offset, bytes });
    }
  }
});

test('a frame inside a larger buffer is read at its own place', () => {
  const encoded = encodeFrame({ run, offset: 9, bytes: Uint8Array.of(1, 2, 3) });
  const around = new Uint8Array(encoded.length + 11);
  around.set(encoded, 11);
  assert.deepEqual(decodeFrame(around.subarray(11))?.offset, 9);
});

test('what is no frame is refused', () => {
  const good = encodeFrame({ run, offset: 9, bytes: Uint8Array.of(1) });
  assert.equal(decodeFrame(good.subarray(0, frameHeaderBytes - 1)), null);
  assert.equal(decodeFrame(Uint8Array.from([2, ...good.subarray(1)])), null);
  const tooFar = Uint8Array.from(good);
  tooFar[17] = 255;
  assert.equal(decodeFrame(tooFar), null);
});

test('any bytes are read without a throw', () => {
  for (let round = 0; round < 5_000; round++) {
    const bytes = crypto.getRandomValues(new Uint8Array(round % 60));
    const frame = decodeFrame(bytes);
    if (frame) assert.equal(frame.bytes.length, bytes.length - frameHeaderBytes);
  }
});
