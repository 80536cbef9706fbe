/** POST, PUT, PATCH and DELETE of objects. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isTooDeep, mediaType, parseJson, readBody, readObject, requireStorable, withoutNulls } from './body.ts';
import { deletionOf } from './delete-options.ts';
import { type JsonObject, type KubeObject, isRecord } from './object.ts';
import type { Objects } from './objects.ts';
import { applyPatch, requirePatchType } from './patch/patch.ts';
import { isDryRun, matcherOf } from './query.ts';
import { type Resource, apiVersionOf } from './resource.ts';
import { answer } from './respond.ts';
import { type FieldValidation, type PatchedBy, decode, fieldValidationOf } from './schema/decode.ts';
import { warningHeaders } from './schema/warning.ts';
import { badRequest, methodNotAllowed, notFound, success } from './status.ts';
import type { Storage } from './storage.ts';

/** Looks at what is about to be written, and at what it replaces; throws when its writer may not write that. */
export type Check = (object: JsonObject, old?: KubeObject) => void;

export class Writer {
  readonly #storage: Storage;
  readonly #objects: Objects;

  constructor(storage: Storage, objects: Objects) {
    this.#storage = storage;
    this.#objects = objects;
  }

  /** Answers a POST to a list. */
  async create(
    request: IncomingMessage, response: ServerResponse, { resource, namespace: given }: { resource: Resource; namespace: string | null },
    query: URLSearchParams, check: Check,
  ): Promise<void> {
    const object = await readObject(request, resource.kind);
    const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
    const namespace = resource.namespaced ? given ?? '' : '';
    if (resource.namespaced && namespace === '') throw methodNotAllowed();
    const accepted = accept(response, resource, object, fieldValidationOf(query, 'CreateOptions'));
    requireNamespace(metadata, namespace);
    if (metadata['resourceVersion'] !== undefined && metadata['resourceVersion'] !== '') {
      throw badRequest('resourceVersion should not be set on objects to be created');
    }
    check(accepted);
    answer(response, 201, this.#objects.create(resource, namespace, accepted, { dryRun: isDryRun(query) }));
  }

  /** Answers a PUT of an object or of its status. */
  async replace(request: IncomingMessage, response: ServerResponse, place: Place, query: URLSearchParams, check: Check): Promise<void> {
    const object = await readObject(request, place.resource.kind);
    const accepted = accept(response, place.resource, object, fieldValidationOf(query, 'UpdateOptions'));
    answer(response, 200, this.#put(place, accepted, isDryRun(query), check));
  }

  /** Answers a PATCH of an object or of its status. */
  async patch(request: IncomingMessage, response: ServerResponse, place: Place, query: URLSearchParams, check: Check): Promise<void> {
    const type = mediaType(request);
    requirePatchType(type, place.resource);
    const body = parseJson(await readBody(request));
    // read after the body came in: from here on nothing can come between
    const old = this.#storage.get(place.resource, place.namespace, place.name);
    if (!old) throw notFound(place.resource, place.name);
    const made = applyPatch(old, type, body, place.resource);
    if (isTooDeep(made)) throw badRequest('exceeded max depth');
    const patched = withoutNulls(made) as JsonObject;
    const accepted = accept(response, place.resource, patched, fieldValidationOf(query, 'PatchOptions'), { mediaType: type, body });
    answer(response, 200, this.#put(place, accepted, isDryRun(query), check));
  }

  #put({ resource, namespace, name, part }: Place, object: JsonObject, dryRun: boolean, check: Check): KubeObject {
    const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
    requireNamespace(metadata, namespace);
    if (metadata['name'] !== name) {
      throw badRequest(`the name of the object (${String(metadata['name'] ?? '')}) does not match the name on the URL (${name})`);
    }
    const placed = { ...object, metadata: { ...metadata, ...(resource.namespaced ? { namespace } : {}) } };
    // everything else is measured when it is validated, and told first what else is wrong with it
    if (part === 'status') requireStorable(placed);
    const old = this.#storage.get(resource, namespace, name);
    if (old) check(placed, old);
    return this.#objects.update(resource, placed as unknown as KubeObject, { dryRun, part });
  }

  /** Answers a DELETE of an object. What a dry run is stands in the body: who read the query alone would really delete. */
  async delete(request: IncomingMessage, response: ServerResponse, place: Place, query: URLSearchParams): Promise<void> {
    const deletion = await deletionOf(request, query);
    const { object, gone } = this.#objects.delete(place.resource, place.namespace, place.name, deletion);
    const { resource } = place;
    answer(response, 200, gone && resource.kind !== 'Pod'
      ? success({ name: place.name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural, uid: object.metadata.uid })
      : object);
  }

  /** Answers a DELETE of a list. */
  async deleteMany(request: IncomingMessage, response: ServerResponse, resource: Resource, namespace: string | null, query: URLSearchParams): Promise<void> {
    const deletion = await deletionOf(request, query);
    const items = this.#storage.list(resource, namespace ?? undefined).filter(matcherOf(query, resource, namespace));
    for (const { metadata } of items) this.#objects.delete(resource, metadata.namespace ?? '', metadata.name, deletion);
    const resourceVersion = String(this.#storage.version);
    answer(response, 200, { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata: { resourceVersion }, items });
  }
}

export interface Place {
  resource: Resource;
  namespace: string;
  name: string;
  part: 'main' | 'status';
}

function requireNamespace(metadata: JsonObject, namespace: string): void {
  const own = metadata['namespace'];
  if (own !== undefined && own !== '' && own !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** Takes an object from outside; gives it as its kind has it, with a warning header for each field it does not have. Throws 400, 422. */
function accept(response: ServerResponse, resource: Resource, given: JsonObject, validation: FieldValidation, patch?: PatchedBy): JsonObject {
  const { object, warnings } = decode(given, resource, validation, patch);
  if (warnings.length > 0) response.setHeader('Warning', warningHeaders(warnings));
  return object;
}
