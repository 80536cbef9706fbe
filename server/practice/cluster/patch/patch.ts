/** Applies a patch of any of the media types the API takes. */
import jsonPatch, { type Operation } from 'fast-json-patch';
import { type JsonObject, type KubeObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { bodyLimit } from '../body.ts';
import { ApiError, badRequest, tooLarge, unsupportedMediaType } from '../status.ts';
import { mergePatch } from './merge.ts';
import { strategicPatch } from './strategic.ts';

/** As a real API server. */
const mostOperations = 10_000;
const known = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];

/**
 * Takes an object, the patch's media type (checked) and body, and the object's resource; gives the patched object,
 * unchecked. Throws 400 for a patch that makes no sense, 422 for one that does not fit the object.
 */
export function applyPatch(object: KubeObject, mediaType: string, body: unknown, resource: Resource): JsonObject {
  switch (mediaType) {
    case 'application/json-patch+json': return applyOperations(object, body);
    case 'application/merge-patch+json': return record(mergePatch(object, record(body)));
    case 'application/strategic-merge-patch+json': return strategicPatch({ ...object }, record(body), resource.kind);
    default: throw new TypeError(`${mediaType} was not checked`);
  }
}

/** Takes a media type; throws 415 unless it is one of a patch. */
export function requirePatchType(mediaType: string): void {
  if (known.includes(mediaType)) return;
  if (mediaType === 'application/apply-patch+yaml') {
    throw unsupportedMediaType('server-side apply is not part of the practice cluster: use `kubectl apply` without `--server-side`.');
  }
  throw unsupportedMediaType(`the body of the request was in an unknown format - accepted media types include: ${known.join(', ')}`);
}

function record(value: unknown): JsonObject {
  if (!isRecord(value)) throw badRequest('a patch is a JSON object');
  return value;
}

function applyOperations(object: KubeObject, body: unknown): JsonObject {
  if (!Array.isArray(body)) throw badRequest('a JSON patch is a list of operations');
  if (body.length > mostOperations) throw tooLarge(mostOperations);
  const error = jsonPatch.validate(body as Operation[]);
  if (error) throw badRequest(`the JSON patch cannot be understood: ${firstLine(error.message)}`);
  try {
    let document: unknown = structuredClone(object);
    let copied = 0;
    (body as Operation[]).forEach((operation, at) => {
      // Each copy may hold the ones before it: thirty of them would fill any memory.
      if (operation.op === 'copy') copied += JSON.stringify(jsonPatch.getValueByPointer(document, operation.from) ?? null).length;
      if (copied > bodyLimit) throw tooLarge(bodyLimit);
      document = jsonPatch.applyOperation(document, operation, true, true, true, at).newDocument;
    });
    return record(document);
  } catch (problem) {
    if (problem instanceof ApiError) throw problem;
    // a real API server does not say which operation either
    throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
