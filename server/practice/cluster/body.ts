/** Bodies of requests: read whole up to a limit, then as JSON. */
import type { IncomingMessage } from 'node:http';
import { type JsonObject, isRecord } from './object.ts';
import { badRequest, tooLarge, unsupportedMediaType } from './status.ts';

/** etcd's own limit for one object, as an API server keeps it. */
export const bodyLimit = 1.5 * 1024 * 1024;

export const protobufType = 'application/vnd.kubernetes.protobuf';

/** Takes a request; gives its body. Throws 413 beyond the limit; what comes after is read and dropped, so that the answer arrives. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (size > bodyLimit) throw tooLarge(bodyLimit);
  return Buffer.concat(chunks);
}

/** Takes a request; gives its body as text. Throws 413 beyond the limit. */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString('utf8');
}

/** Takes a request; gives its media type without parameters, in small letters. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * Takes a request; throws 415 unless its body is JSON. kubectl 1.32 sends some commands as protobuf and does not try
 * again in another form, so the message has to name the way that works.
 */
export function requireJson(request: IncomingMessage): void {
  const type = mediaType(request);
  if (type === 'application/json' || type === '') return;
  if (type === protobufType) {
    const command = String(request.headers['kubectl-command'] ?? 'kubectl').trim();
    const way = command.startsWith('kubectl create') ? 'Add `--dry-run=client -o yaml` to the command and pipe it into `kubectl apply -f -`.'
      : 'Write a manifest and use `kubectl apply -f` instead.';
    throw unsupportedMediaType(`this practice cluster reads JSON, and kubectl sends \`${command}\` as protobuf. ${way}`);
  }
  throw unsupportedMediaType('the body of the request was in an unknown format - accepted media types include: application/json');
}

/** Takes text; gives the JSON in it. Throws 400 when it is none. */
export function parseJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    // the one name that would reach into every object
    return text.includes('__proto__') ? withoutProto(parsed) : parsed;
  } catch (error) {
    throw badRequest(`the object provided is unrecognized (must be of type JSON): ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Takes text; gives the JSON object in it, without the fields that are null. Throws 400 when it is none. */
export function parseObject(text: string): JsonObject {
  const parsed = parseJson(text);
  if (!isRecord(parsed)) throw badRequest('the body of the request must be a JSON object');
  return withoutNulls(parsed) as JsonObject;
}

/** Takes a value; gives it without fields that are null: a null says the same as an absent field, everywhere but in patches. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null).map(([name, inner]) => [name, withoutNulls(inner)]));
}

function withoutProto(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProto);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== '__proto__').map(([name, inner]) => [name, withoutProto(inner)]));
}
