/**
 * Bodies of requests: read whole up to a limit, then as JSON or the protobuf of kubectl's typed commands. YAML is not read:
 * kubectl sends none, and a hostile one takes a parser minutes in which all worlds would stand still.
 */
import type { IncomingMessage } from 'node:http';
import { summary, wording } from './malformed.ts';
import { type JsonObject, isRecord } from './object.ts';
import { openProtobuf } from './protobuf/envelope.ts';
import { ApiError, badRequest, tooLarge, unsupportedMediaType } from './status.ts';

/** What an API server reads of a body at most (MaxRequestBodyBytes of k8s.io/apiserver/pkg/server/config.go). */
export const bodyLimit = 3 * 1024 * 1024;
/** etcd's own limit for what is kept (`--max-request-bytes`). */
export const objectLimit = 1.5 * 1024 * 1024;
/** Levels of objects and lists within each other. Go takes 10,000; what copies objects here ends its stack before that, and no kind needs 50. */
export const depthLimit = 500;

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

/** Takes a request; throws 415 unless its body is of a form objects may have. */
function requireKnownType(request: IncomingMessage): void {
  if (['application/json', '', protobufType].includes(mediaType(request))) return;
  throw unsupportedMediaType('the body of the request was in an unknown format - accepted media types include: application/json, application/vnd.kubernetes.protobuf');
}

/** Takes a request and the kind its body should be; gives the object in it, without fields that are null. Throws 400, 413, 415. */
export async function readObject(request: IncomingMessage, kind: string): Promise<JsonObject> {
  requireKnownType(request);
  const bytes = await readBytes(request);
  if (mediaType(request) === protobufType) return openProtobuf(bytes) ?? refuseProtobuf(request);
  return parseObject(bytes.toString('utf8'), kind);
}

/** kubectl 1.32 does not try again in another form, so the message has to name the way that works. */
function refuseProtobuf(request: IncomingMessage): never {
  const command = String(request.headers['kubectl-command'] ?? 'kubectl').trim();
  const way = command.startsWith('kubectl create') ? 'Add `--dry-run=client -o yaml` to the command and pipe it into `kubectl apply -f -`.'
    : 'Write a manifest and use `kubectl apply -f` instead.';
  throw unsupportedMediaType(`this practice cluster does not read all that kubectl sends as protobuf, and \`${command}\` is such a case. ${way}`);
}

/** Takes text; gives the JSON in it. Throws 400 when it is none; `tell` makes the message from Go's sentence. */
export function parseJson(text: string, tell = (why: string) => why): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw badRequest(tell(wording(text, error)));
  }
  if (isTooDeep(parsed)) throw badRequest(tell('exceeded max depth'));
  // the one name that would reach into every object
  return text.includes('__proto__') || text.includes('\\u') ? withoutProto(parsed) : parsed;
}

/** Takes text and the kind it should be; gives the JSON object in it, without the fields that are null. Throws 400 when it is none. */
export function parseObject(text: string, kind = 'JSON'): JsonObject {
  const tell = (why: string) => `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${summary(text)})`;
  const parsed = parseJson(text, tell);
  if (!isRecord(parsed)) throw badRequest('the body of the request must be an object');
  return withoutNulls(parsed) as JsonObject;
}

/** Takes an object about to be kept; throws 500 as etcd does when it is too large for one entry. */
export function requireStorable(object: unknown): void {
  if (JSON.stringify(object).length > objectLimit) throw new ApiError(500, '', 'etcdserver: request is too large');
}

/** Takes a value; tells whether it goes deeper than is taken. Walks without recursion: it is the guard of what does not. */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > depthLimit) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
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
