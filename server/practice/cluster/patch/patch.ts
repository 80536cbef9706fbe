/** Applies a patch of any of the media types the API takes. */
import jsonPatch, { type Operation } from 'fast-json-patch';
import { customKindOf } from '../custom/kinds.ts';
import { type JsonObject, type KubeObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { bodyLimit } from '../body.ts';
import { ApiError, badRequest, tooLarge, unsupportedMediaType } from '../status.ts';
import { mergePatch } from './merge.ts';
import { strategicPatch } from './strategic.ts';

/** As a real API server (k8s.io/apiserver/pkg/endpoints/handlers/patch.go: maxJSONPatchOperations). */
const mostOperations = 10_000;
const json = 'application/json-patch+json';
const merge = 'application/merge-patch+json';
const strategic = 'application/strategic-merge-patch+json';

/**
 * Takes an object, the patch's media type (checked) and body, and the object's resource; gives the patched object,
 * unchecked. Throws 400 for a patch that makes no sense, 422 for one that does not fit the object.
 */
export function applyPatch(object: KubeObject, mediaType: string, body: unknown, resource: Resource): JsonObject {
  switch (mediaType) {
    case json: return applyOperations(object, body);
    case merge: return record(mergePatch(object, record(body)));
    case strategic: return strategicPatch({ ...object }, record(body), resource.kind);
    default: throw new TypeError(`${mediaType} was not checked`);
  }
}

/** Takes a media type and the resource it is about; throws 415 unless it is one of a patch. Custom kinds have no strategies to merge by. */
export function requirePatchType(mediaType: string, resource?: Resource): void {
  const known = resource && customKindOf(resource) ? [json, merge] : [json, merge, strategic];
  if (known.includes(mediaType)) return;
  if (mediaType === 'application/apply-patch+yaml') {
    throw unsupportedMediaType('server-side apply is not part of the practice cluster: use `kubectl apply` without `--server-side`.');
  }
  throw unsupportedMediaType(`the body of the request was in an unknown format - accepted media types include: ${known.join(', ')}`);
}

function record(value: unknown): JsonObject {
  if (isRecord(value)) return value;
  const given = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : value === null ? 'null' : typeof value;
  throw badRequest(`json: cannot unmarshal ${given} into Go value of type map[string]interface {}`);
}

/** What a real API server says of any operation that does not fit. It does not say which. */
function rejected(): ApiError {
  return new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

function applyOperations(object: KubeObject, body: unknown): JsonObject {
  if (!Array.isArray(body) || !body.every(isRecord)) {
    const given = Array.isArray(body) ? 'value' : isRecord(body) ? 'object' : typeof body;
    throw badRequest(`json: cannot unmarshal ${given} into Go value of type jsonpatch.${Array.isArray(body) ? 'Operation' : 'Patch'}`);
  }
  if (body.length > mostOperations) {
    throw new ApiError(413, 'RequestEntityTooLarge',
      `Request entity too large: The allowed maximum operations in a JSON patch is ${mostOperations}, got ${body.length}`);
  }
  const operations = body as unknown as Operation[];
  if (jsonPatch.validate(operations)) throw rejected();
  try {
    let document: unknown = structuredClone(object);
    let copied = 0;
    operations.forEach((operation, at) => {
      // Each copy may hold the ones before it: thirty of them would fill any memory. What is moved is copied, too.
      if (operation.op === 'copy' || operation.op === 'move') copied += JSON.stringify(jsonPatch.getValueByPointer(document, operation.from) ?? null).length;
      if (copied > bodyLimit) throw tooLarge(bodyLimit);
      document = jsonPatch.applyOperation(document, operation, true, true, true, at).newDocument;
    });
    if (!isRecord(document)) throw rejected();
    return document;
  } catch (problem) {
    throw problem instanceof ApiError ? problem : rejected();
  }
}
