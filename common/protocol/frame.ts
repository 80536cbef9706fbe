/**
 * The binary frame that carries a run's output: opcode (1 byte), run id (16), offset of the first byte in the run's
 * output (u64, big endian), then the bytes. Offsets count bytes from the start of the journal, so a viewer knows what
 * it has whatever it missed. The same frame goes from runner to server and from server to browser.
 */
import { type RunId, runIdFromBytes, runIdToBytes } from '../ids.ts';

export const outputOpcode = 1;
export const frameHeaderBytes = 25;

export interface OutputFrame {
  run: RunId;
  /** bytes from the start of the run's output */
  offset: number;
  bytes: Uint8Array;
}

/** Takes a frame; gives its encoding. */
export function encodeFrame(frame: OutputFrame): Uint8Array {
  const encoded = new Uint8Array(frameHeaderBytes + frame.bytes.length);
  writeFrameHeader(encoded, frame.run, frame.offset);
  encoded.set(frame.bytes, frameHeaderBytes);
  return encoded;
}

/** Takes where a frame is to stand, its run and its offset; writes what comes before its bytes. */
export function writeFrameHeader(encoded: Uint8Array, run: RunId, offset: number): void {
  encoded[0] = outputOpcode;
  encoded.set(runIdToBytes(run), 1);
  new DataView(encoded.buffer, encoded.byteOffset).setBigUint64(17, BigInt(offset));
}

/** Takes an encoding; gives the frame (its bytes are a view, not a copy), or null when it is not one. */
export function decodeFrame(encoded: Uint8Array): OutputFrame | null {
  if (encoded.length < frameHeaderBytes || encoded[0] !== outputOpcode) return null;
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length);
  const offset = Number(view.getBigUint64(17));
  if (!Number.isSafeInteger(offset)) return null;
  return { run: runIdFromBytes(encoded.subarray(1, 17)), offset, bytes: encoded.subarray(frameHeaderBytes) };
}
