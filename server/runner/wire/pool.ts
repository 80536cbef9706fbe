/**
 * Memory for packets of output, used again once a packet has been sent on. Each packet in memory of its own would be
 * garbage a moment later, and that much of it makes the collector go through everything there is, many times a second.
 * What is not given back is garbage like other memory: nothing is lost but the gain.
 */

/** A packet of 64 KiB of output with all its headers. No other memory has just this size, so that it is known again. */
const pieceBytes = 64 * 1024 + 128;
/** Below this Node's own pool is as good. */
const smallBytes = 4 * 1024;
/** 4 MiB: as much as ten viewers may have on the way. */
const mostKept = 64;

export class Pool {
  readonly #kept: ArrayBufferLike[] = [];

  /** Takes how many bytes are needed; gives so many, with anything in them: fill them all. */
  take(length: number): Buffer {
    if (length < smallBytes || length > pieceBytes) return Buffer.allocUnsafe(length);
    return Buffer.from(this.#kept.pop() ?? new ArrayBuffer(pieceBytes), 0, length);
  }

  /** Takes what `take` gave, once, when nobody looks at it any more. Other memory is left alone. */
  give({ buffer }: Uint8Array): void {
    if (buffer.byteLength === pieceBytes && this.#kept.length < mostKept) this.#kept.push(buffer);
  }
}
