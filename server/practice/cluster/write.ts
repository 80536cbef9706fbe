/** POST, PUT, PATCH and DELETE of objects. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaType, parseJson, parseObject, protobufType, readBody, readBytes, requireJson, withoutNulls } from './body.ts';
import type { Deletion } from './deletion.ts';
import { type JsonObject, type KubeObject, isRecord } from './object.ts';
import type { Objects } from './objects.ts';
import { applyPatch, requirePatchType } from './patch/patch.ts';
import { messageOf, numberOf, openEnvelope, textOf, textsOf } from './protobuf.ts';
import { isDryRun, matcherOf, wholeNumber } from './query.ts';
import { type Resource, apiVersionOf } from './resource.ts';
import { answer } from './respond.ts';
import { checkShape } from './schema/check.ts';
import { badRequest, invalid, methodNotAllowed, notFound, success } from './status.ts';
import type { Storage } from './storage.ts';

export class Writer {
  readonly #storage: Storage;
  readonly #objects: Objects;

  constructor(storage: Storage, objects: Objects) {
    this.#storage = storage;
    this.#objects = objects;
  }

  /** Answers a POST to a list. */
  async create(request: IncomingMessage, response: ServerResponse, resource: Resource, given: string | null, query: URLSearchParams): Promise<void> {
    requireJson(request);
    const object = parseObject(await readBody(request));
    const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
    const namespace = resource.namespaced ? given ?? '' : '';
    if (resource.namespaced && namespace === '') throw methodNotAllowed();
    const accepted = accept(response, resource, object, query);
    requireNamespace(metadata, namespace);
    if (metadata['resourceVersion'] !== undefined && metadata['resourceVersion'] !== '') {
      throw badRequest('resourceVersion should not be set on objects to be created');
    }
    answer(response, 201, this.#objects.create(resource, namespace, accepted, { dryRun: isDryRun(query) }));
  }

  /** Answers a PUT of an object or of its status. */
  async replace(request: IncomingMessage, response: ServerResponse, place: Place, query: URLSearchParams): Promise<void> {
    requireJson(request);
    const object = parseObject(await readBody(request));
    answer(response, 200, this.#put(place, accept(response, place.resource, object, query), isDryRun(query)));
  }

  /** Answers a PATCH of an object or of its status. */
  async patch(request: IncomingMessage, response: ServerResponse, place: Place, query: URLSearchParams): Promise<void> {
    const type = mediaType(request);
    requirePatchType(type);
    const body = parseJson(await readBody(request));
    // read after the body came in: from here on nothing can come between
    const old = this.#storage.get(place.resource, place.namespace, place.name);
    if (!old) throw notFound(place.resource, place.name);
    const patched = withoutNulls(applyPatch(old, type, body, place.resource)) as JsonObject;
    answer(response, 200, this.#put(place, accept(response, place.resource, patched, query), isDryRun(query)));
  }

  #put({ resource, namespace, name, part }: Place, object: JsonObject, dryRun: boolean): KubeObject {
    const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
    requireNamespace(metadata, namespace);
    if (metadata['name'] !== name) {
      throw badRequest(`the name of the object (${String(metadata['name'] ?? '')}) does not match the name on the URL (${name})`);
    }
    const placed = { ...object, metadata: { ...metadata, ...(resource.namespaced ? { namespace } : {}) } };
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

/**
 * Takes an object from outside; gives it without the fields its kind does not have. Throws 400 when it is of another
 * kind or its types are wrong, and, as `fieldValidation` says, 400 or a warning for unknown fields.
 */
function accept(response: ServerResponse, resource: Resource, object: JsonObject, query: URLSearchParams): JsonObject {
  const apiVersion = apiVersionOf(resource);
  const name = isRecord(object['metadata']) ? object['metadata']['name'] : undefined;
  const unfit = (why: string) => badRequest(`${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: ${why}`);
  if (object['kind'] !== resource.kind && object['kind'] !== undefined) {
    throw badRequest(`the object provided is a ${String(object['kind'])}, and this is the place of ${resource.kind}`);
  }
  if (object['apiVersion'] !== apiVersion && object['apiVersion'] !== undefined) {
    throw badRequest(`the API version in the data (${String(object['apiVersion'])}) does not match the expected API version (${apiVersion})`);
  }
  if (object['metadata'] !== undefined && !isRecord(object['metadata'])) throw unfit('json: cannot unmarshal metadata into Go struct field of type v1.ObjectMeta');
  const { wrongType, unknownFields, pruned } = checkShape(object, resource.kind);
  if (wrongType !== null) throw unfit(wrongType);
  if (unknownFields.length > 0) refuseUnknown(response, unknownFields, query, unfit);
  if (resource.kind !== 'Event' && typeof name === 'string' && name.includes('/')) {
    throw invalid(resource, name, [{ reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(name)}: may not contain '/'`, field: 'metadata.name' }]);
  }
  return pruned;
}

function refuseUnknown(response: ServerResponse, fields: string[], query: URLSearchParams, unfit: (why: string) => Error): void {
  const told = fields.map((field) => `unknown field "${field}"`);
  switch (query.get('fieldValidation') ?? 'Warn') {
    case 'Strict': throw unfit(`strict decoding error: ${told.join(', ')}`);
    case 'Ignore': return;
    default: response.setHeader('Warning', told.map((text) => `299 - ${JSON.stringify(text)}`));
  }
}

async function deletionOf(request: IncomingMessage, query: URLSearchParams): Promise<Deletion> {
  const body = await deletionBody(request);
  const policy = body['propagationPolicy'] ?? query.get('propagationPolicy') ?? (body['orphanDependents'] === true ? 'Orphan' : 'Background');
  if (policy !== 'Background' && policy !== 'Foreground' && policy !== 'Orphan') {
    throw badRequest(`invalid deletion propagation policy ${JSON.stringify(policy)}: use Background, Foreground or Orphan`);
  }
  const grace = body['gracePeriodSeconds'] ?? wholeNumber(query, 'gracePeriodSeconds') ?? undefined;
  if (grace !== undefined && typeof grace !== 'number') throw badRequest('gracePeriodSeconds must be a whole number');
  const dryRun = Array.isArray(body['dryRun']) ? body['dryRun'].includes('All') : isDryRun(query);
  return { propagationPolicy: policy, dryRun, ...(grace === undefined ? {} : { gracePeriodSeconds: grace }), ...preconditionsOf(body) };
}

/** The options of a DELETE, which kubectl's `drain` sends as protobuf (DeleteOptions of meta/v1/generated.proto). */
async function deletionBody(request: IncomingMessage): Promise<JsonObject> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  if (mediaType(request) !== protobufType) {
    requireJson(request);
    return parseObject(bytes.toString());
  }
  const { message } = openEnvelope(bytes);
  const preconditions = messageOf(message, 2);
  const policy = textOf(message, 4);
  return {
    ...(message.has(1) ? { gracePeriodSeconds: numberOf(message, 1) } : {}),
    ...(policy === '' ? {} : { propagationPolicy: policy }),
    ...(textOf(preconditions, 1) === '' ? {} : { preconditions: { uid: textOf(preconditions, 1) } }),
    dryRun: textsOf(message, 5),
  };
}

function preconditionsOf(body: JsonObject): Pick<Deletion, 'preconditions'> {
  const given = body['preconditions'];
  if (!isRecord(given)) return {};
  const { uid, resourceVersion } = given;
  return {
    preconditions: {
      ...(typeof uid === 'string' ? { uid } : {}), ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
    },
  };
}
