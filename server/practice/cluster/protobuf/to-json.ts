/** From a decoded message to the JSON the API keeps (pure): what Go's own two encodings of an object have in common. */
import type protobuf from 'protobufjs';
import { formatTime } from '../clock.ts';
import type { JsonObject } from '../object.ts';
import { badRequest } from '../status.ts';

/** A message has a field that the files do not name; reading on would lose what it says. */
export class UnknownField extends Error {}

type Message = Record<string, unknown>;

/** Types that are one value in JSON. */
const values: Record<string, (message: Message) => unknown> = {
  Quantity: ({ string: text }) => text ?? '0',
  IntOrString: ({ type, intVal, strVal }) => (numberOf(type) === 1 ? strVal ?? '' : intVal ?? 0),
  // the zero time is sent as an empty message
  Time: ({ seconds }) => (seconds === undefined ? undefined : timeOf(numberOf(seconds) * 1000)),
};

function timeOf(milliseconds: number): string {
  if (Number.isNaN(new Date(milliseconds).getTime())) throw badRequest('the body of the request holds a time that no calendar has');
  return formatTime(milliseconds);
}

/** Takes a message and its type; gives its JSON. Throws UnknownField. */
export function toJson(type: protobuf.Type, message: object): JsonObject {
  const fields = message as Message;
  if (fields['$unknowns'] !== undefined) throw new UnknownField(`${type.name} has a field that is not read here`);
  const json: JsonObject = {};
  for (const field of type.fieldsArray) {
    if (!Object.hasOwn(fields, field.name) || field.getOption('(ignored)') === true) continue;
    const value = valueOf(field, fields[field.name]);
    if (field.getOption('(inline)') === true) Object.assign(json, value);
    else if (value !== undefined && (isKept(field) || !isZero(value))) json[field.name] = value;
  }
  return json;
}

function valueOf(field: protobuf.Field, value: unknown): unknown {
  if (field.map) {
    const entries = Object.entries(value as Message).filter(([key]) => key !== '__proto__');
    return Object.fromEntries(entries.map(([key, one]) => [key, single(field, one)]));
  }
  return Array.isArray(value) ? value.map((one) => single(field, one)) : single(field, value);
}

function single(field: protobuf.Field, value: unknown): unknown {
  const type = field.resolvedType;
  if (type !== null && 'fieldsArray' in type) {
    const known = Object.hasOwn(values, type.name) ? values[type.name] : undefined;
    if (!known) return toJson(type, value as object);
    if ((value as Message)['$unknowns'] !== undefined) throw new UnknownField(`${type.name} has a field that is not read here`);
    // its own fields alone: the zeros of the others stand in its prototype
    return known({ ...value as Message });
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return field.type === 'int64' ? numberOf(value) : value;
}

/** A pointer in Go: set at all, it says something. */
function isKept(field: protobuf.Field): boolean {
  return field.getOption('proto3_optional') === true;
}

function isZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

/** protobufjs gives whole numbers of 64 bits as objects. */
function numberOf(value: unknown): number {
  return Number(value ?? 0);
}
