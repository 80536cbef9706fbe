/** What a DELETE says of how: in its body, as JSON or as the protobuf of kubectl's `drain`, or in its query. */
import type { IncomingMessage } from 'node:http';
import { mediaType, parseObject, protobufType, readBytes } from './body.ts';
import type { Deletion } from './deletion.ts';
import { type JsonObject, isRecord } from './object.ts';
import { openProtobuf } from './protobuf/envelope.ts';
import { isDryRun, requireDryRun, wholeNumber } from './query.ts';
import { badRequest, unsupportedMediaType } from './status.ts';

/** Takes the request and its query; gives how to delete. Throws 400 for what makes no sense, 413, 415. */
export async function deletionOf(request: IncomingMessage, query: URLSearchParams): Promise<Deletion> {
  const body = await bodyOf(request);
  const policy = body['propagationPolicy'] ?? query.get('propagationPolicy') ?? (body['orphanDependents'] === true ? 'Orphan' : 'Background');
  if (policy !== 'Background' && policy !== 'Foreground' && policy !== 'Orphan') {
    throw badRequest(`invalid deletion propagation policy ${JSON.stringify(policy)}: use Background, Foreground or Orphan`);
  }
  const grace = body['gracePeriodSeconds'] ?? wholeNumber(query, 'gracePeriodSeconds') ?? undefined;
  if (grace !== undefined && !Number.isSafeInteger(grace)) throw badRequest('gracePeriodSeconds must be a whole number');
  const dryRun = isDryRun(query) || dryRunIn(body);
  return { propagationPolicy: policy, dryRun, ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }), ...preconditionsOf(body) };
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  const type = mediaType(request);
  if (type === 'application/json' || type === '') return parseObject(bytes.toString(), 'DeleteOptions');
  if (type !== protobufType) throw unsupportedMediaType('the body of the request was in an unknown format - accepted media types include: application/json, application/vnd.kubernetes.protobuf');
  const options = openProtobuf(bytes);
  // options that are not understood might be a dry run: deleting on would be the worst answer
  if (options?.['kind'] !== 'DeleteOptions') throw badRequest('the body of a DELETE holds DeleteOptions, or nothing');
  return options;
}

function dryRunIn(body: JsonObject): boolean {
  const given = body['dryRun'];
  if (given === undefined) return false;
  if (!Array.isArray(given) || !given.every((one) => typeof one === 'string')) throw badRequest('dryRun must be a list of texts');
  return requireDryRun(given);
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
