/**
 * Identifiers. A run's id is a UUID version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits,
 * so ids sort by time. Clock and randomness come from outside. An id is never a capability: every use is authorised.
 */
declare const brand: unique symbol;
export type RunId = string & { readonly [brand]: 'run' };

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Takes Unix milliseconds and 10 random bytes; gives a new run id. */
export function newRunId(now: number, random: Uint8Array): RunId {
  if (random.length < 10) throw new RangeError('a run id takes 10 random bytes');
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(now) << 16n);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return runIdFromBytes(bytes);
}

/** Takes any value; tells whether it is a well-formed run id. */
export function isRunId(value: unknown): value is RunId {
  return typeof value === 'string' && uuidPattern.test(value);
}

/** Takes a run id; gives its 16 bytes. */
export function runIdToBytes(id: RunId): Uint8Array {
  const hex = id.replaceAll('-', '');
  const bytes = new Uint8Array(16);
  for (let at = 0; at < 16; at += 1) bytes[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}

/** Every frame of output names its run: looked up rather than spelt. */
const byteHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Takes 16 bytes; gives the run id they spell. */
export function runIdFromBytes(bytes: Uint8Array): RunId {
  let hex = '';
  for (let at = 0; at < 16; at += 1) hex += byteHex[bytes[at] ?? 0] ?? '';
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-') as RunId;
}
