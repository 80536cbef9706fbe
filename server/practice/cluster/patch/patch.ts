/** Applies a patch of any of the media types the API takes. */
import jsonPatch, { type Operation } from 'fast-json-patch';
import { type JsonObject, type KubeObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { badRequest, unsupportedMediaType } from '../status.ts';
import { mergePatch } from './merge.ts';
import { strategicPatch } from './strategic.ts';

const known = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];

/**
 * Takes an object, the patch's media type and body, and the object's resource; gives the patched object, unchecked.
 * Throws 400 for a patch that does not fit, 415 for another media type.
 */
export function applyPatch(object: KubeObject, mediaType: string, body: unknown, resource: Resource): JsonObject {
  switch (mediaType) {
    case 'application/json-patch+json': return applyOperations(object, body);
    case 'application/merge-patch+json': return record(mergePatch(object, record(body)));
    case 'application/strategic-merge-patch+json': return strategicPatch({ ...object }, record(body), resource.kind);
    case 'application/apply-patch+yaml':
      throw unsupportedMediaType('Server-side apply is not part of the practice cluster: use `kubectl apply` without `--server-side`.');
    default:
      throw unsupportedMediaType(`the body of the request was in an unknown format - accepted media types include: ${known.join(', ')}`);
  }
}

function record(value: unknown): JsonObject {
  if (!isRecord(value)) throw badRequest('a patch is a JSON object');
  return value;
}

function applyOperations(object: KubeObject, body: unknown): JsonObject {
  if (!Array.isArray(body)) throw badRequest('a JSON patch is a list of operations');
  const error = jsonPatch.validate(body as Operation[]);
  if (error) throw badRequest(`the JSON patch cannot be understood: ${firstLine(error.message)}`);
  try {
    const copy = structuredClone(object);
    return record(jsonPatch.applyPatch(copy, body as Operation[], true, true, true).newDocument);
  } catch (problem) {
    throw badRequest(`the server rejected our request due to an error in our request: ${firstLine(problem instanceof Error ? problem.message : '')}`);
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
