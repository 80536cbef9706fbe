/**
 * The packets of the runner's socket as bytes: u32 length of what follows (big endian), u8 kind, body. Pure.
 */
import { type OutputFrame, frameHeaderBytes, writeFrameHeader } from '../../../common/protocol/frame.ts';
import { Pool } from './pool.ts';
import { maxPacketBytes, packetKind } from '../protocol.ts';

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

/** Takes an attachment's number, a frame of its output, and where the packet's memory comes from; gives the packet. */
export function encodeOutput(attachment: number, { run, offset, bytes }: OutputFrame, pool: Pool): Buffer {
  const frameAt = headerBytes + 4;
  const packet = pool.take(frameAt + frameHeaderBytes + bytes.length);
  packet.writeUInt32BE(packet.length - 4, 0);
  packet.writeUInt8(packetKind.output, 4);
  packet.writeUInt32BE(attachment, headerBytes);
  writeFrameHeader(packet.subarray(frameAt), run, offset);
  packet.set(bytes, frameAt + frameHeaderBytes);
  return packet;
}

/** Joins what a socket gives, in whatever pieces, into packets. Each body is memory of its own. */
export class PacketReader {
  readonly #pool: Pool;
  readonly #header = Buffer.alloc(headerBytes);
  #headerHeld = 0;
  /** of the packet whose header is there */
  #body: Buffer = Buffer.alloc(0);
  #bodyHeld = 0;

  /** Takes where the memory of bodies comes from: who has done with one may give it back there. */
  constructor(pool = new Pool()) {
    this.#pool = pool;
  }

  /** Takes the next bytes, and keeps none of their memory; gives the packets they complete. Throws on a length no packet has: the stream is not ours. */
  take(bytes: Uint8Array): Packet[] {
    const packets: Packet[] = [];
    for (let at = 0; at < bytes.length;) {
      at += this.#headerHeld < headerBytes ? this.#takeHeader(bytes.subarray(at)) : this.#takeBody(bytes.subarray(at));
      if (this.#headerHeld < headerBytes || this.#bodyHeld < this.#body.length) continue;
      packets.push({ kind: this.#header.readUInt8(4), body: this.#body });
      this.#headerHeld = 0;
    }
    return packets;
  }

  /** Gives how many of the bytes were the header's. */
  #takeHeader(bytes: Uint8Array): number {
    const part = bytes.subarray(0, headerBytes - this.#headerHeld);
    this.#header.set(part, this.#headerHeld);
    this.#headerHeld += part.length;
    if (this.#headerHeld === headerBytes) {
      const length = this.#header.readUInt32BE(0);
      if (length < 1 || length > maxPacketBytes) throw new RangeError(`no packet has ${length} bytes`);
      this.#body = this.#pool.take(length - 1);
      this.#bodyHeld = 0;
    }
    return part.length;
  }

  /** Gives how many of the bytes were the body's. */
  #takeBody(bytes: Uint8Array): number {
    const part = bytes.subarray(0, this.#body.length - this.#bodyHeld);
    this.#body.set(part, this.#bodyHeld);
    this.#bodyHeld += part.length;
    return part.length;
  }
}
