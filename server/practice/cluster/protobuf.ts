/**
 * The little of protobuf that is read here: the envelope kubectl puts bodies in (`k8s\0`, then runtime.Unknown of
 * k8s.io/apimachinery/pkg/runtime/generated.proto), and messages field by field. Wire format: protobuf.dev/programming-guides/encoding.
 */
import { badRequest } from './status.ts';

/** Values by the number of their field: whole numbers, or the bytes of texts and messages. */
export type Fields = Map<number, (number | Uint8Array)[]>;

const magic = Buffer.from('k8s\0');

/** Takes a body; gives the kind it says it is and its message. Throws 400 when it is not of that form. */
export function openEnvelope(body: Uint8Array): { kind: string; message: Fields } {
  if (!Buffer.from(body.subarray(0, magic.length)).equals(magic)) throw broken();
  const unknown = readFields(body.subarray(magic.length));
  return { kind: textOf(messageOf(unknown, 1), 2), message: messageOf(unknown, 2) };
}

/** Takes a message; gives its fields. Throws 400 when it breaks off. */
export function readFields(bytes: Uint8Array): Fields {
  const fields: Fields = new Map();
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const tag = readNumber(reader);
    const value = readValue(reader, tag & 7);
    const number = tag >>> 3;
    fields.set(number, [...fields.get(number) ?? [], value]);
  }
  return fields;
}

interface Reader { bytes: Uint8Array; at: number }

function readValue(reader: Reader, wireType: number): number | Uint8Array {
  switch (wireType) {
    case 0: return readNumber(reader);
    case 1: return take(reader, 8);
    case 2: return take(reader, readNumber(reader));
    case 5: return take(reader, 4);
    default: throw broken();
  }
}

function readNumber(reader: Reader): number {
  let value = 0;
  for (let shift = 0; shift < 64; shift += 7) {
    const byte = reader.bytes[reader.at];
    if (byte === undefined) throw broken();
    reader.at += 1;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw broken();
}

function take(reader: Reader, length: number): Uint8Array {
  const end = reader.at + length;
  if (end > reader.bytes.length) throw broken();
  const taken = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return taken;
}

/** Takes fields and a number; gives the texts of that field. */
export function textsOf(fields: Fields, number: number): string[] {
  return (fields.get(number) ?? []).filter((value) => typeof value !== 'number').map((value) => Buffer.from(value).toString());
}

/** Takes fields and a number; gives the last text of that field, or an empty one. */
export function textOf(fields: Fields, number: number): string {
  return textsOf(fields, number).at(-1) ?? '';
}

/** Takes fields and a number; gives the whole number in that field, or undefined. */
export function numberOf(fields: Fields, number: number): number | undefined {
  return fields.get(number)?.filter((value) => typeof value === 'number').at(-1);
}

/** Takes fields and a number; gives the fields of the message in it, none when it is absent. */
export function messageOf(fields: Fields, number: number): Fields {
  const bytes = fields.get(number)?.at(-1);
  return bytes === undefined || typeof bytes === 'number' ? new Map() : readFields(bytes);
}

function broken() {
  return badRequest('the body of the request is not the protobuf of Kubernetes');
}
