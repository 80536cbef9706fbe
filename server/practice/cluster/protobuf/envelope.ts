/**
 * Bodies as kubectl 1.32 sends them for its typed commands: `k8s\0`, then runtime.Unknown, which says the kind and holds
 * the message (k8s.io/apimachinery/pkg/runtime/serializer/protobuf).
 */
import type protobuf from 'protobufjs';
import Protobuf from 'protobufjs';
import type { JsonObject } from '../object.ts';
import { badRequest } from '../status.ts';
import { messageOfKind, messageType } from './schema.ts';
import { UnknownField, toJson } from './to-json.ts';

const magic = Buffer.from('k8s\0');

/** Takes a body; gives the object in it, or null when it is of a kind or has a field that is not read here. Throws 400 when it is broken. */
export function openProtobuf(body: Uint8Array): JsonObject | null {
  if (!Buffer.from(body.subarray(0, magic.length)).equals(magic)) throw badRequest('the body of the request does not begin as the protobuf of Kubernetes does');
  const { typeMeta = {}, raw = new Uint8Array() } = decode(messageType('Unknown'), body.subarray(magic.length)) as {
    typeMeta?: { apiVersion?: string; kind?: string }; raw?: Uint8Array;
  };
  const { apiVersion = '', kind = '' } = typeMeta;
  const name = messageOfKind(apiVersion, kind);
  if (name === null) return null;
  const type = messageType(name);
  try {
    return { apiVersion, kind, ...toJson(type, decode(type, raw)) };
  } catch (error) {
    if (error instanceof UnknownField) return null;
    throw error;
  }
}

function decode(type: protobuf.Type, bytes: Uint8Array): object {
  const reader = Protobuf.Reader.create(bytes);
  reader.discardUnknown = false;
  try {
    return type.decode(reader);
  } catch (error) {
    throw badRequest(`the body of the request is broken protobuf: ${error instanceof Error ? error.message : String(error)}`);
  }
}
