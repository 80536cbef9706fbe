/**
 * The packets of the runner's socket as bytes: u32 length of what follows (big endian), u8 kind, body. Pure.
 */
import { maxPacketBytes } from './protocol.ts';

export interface Packet {
  kind: number;
  body: Buffer;
}

const headerBytes = 5;

/** Takes a kind and the parts of a body; gives the packet. Throws when it would be larger than a packet may be. */
export function encodePacket(kind: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 1);
  if (length > maxPacketBytes) throw new RangeError(`a packet of ${length} bytes is larger than ${maxPacketBytes}`);
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32BE(length, 0);
  header.writeUInt8(kind, 4);
  return Buffer.concat([header, ...parts]);
}

/** Joins what a socket gives, in whatever pieces, into packets. */
export class PacketReader {
  #pieces: Buffer[] = [];
  #held = 0;
  /** bytes to have before anything can be told */
  #wanted = headerBytes;

  /** Takes the next bytes; gives the packets they complete. Throws on a length no packet has: the stream is not ours. */
  take(bytes: Buffer): Packet[] {
    this.#pieces.push(bytes);
    this.#held += bytes.length;
    if (this.#held < this.#wanted) return [];
    const all = this.#pieces.length === 1 ? bytes : Buffer.concat(this.#pieces, this.#held);
    const packets: Packet[] = [];
    let at = 0;
    this.#wanted = headerBytes;
    while (all.length - at >= headerBytes) {
      const length = all.readUInt32BE(at);
      if (length < 1 || length > maxPacketBytes) throw new RangeError(`no packet has ${length} bytes`);
      if (all.length - at < 4 + length) {
        this.#wanted = 4 + length;
        break;
      }
      packets.push({ kind: all.readUInt8(at + 4), body: all.subarray(at + headerBytes, at + 4 + length) });
      at += 4 + length;
    }
    const rest = all.subarray(at);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
    return packets;
  }
}
