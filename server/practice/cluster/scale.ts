/** The scale subresource: how many replicas, and nothing else of a workload (autoscaling/v1 Scale). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaType, parseJson, parseObject, readBody } from './body.ts';
import { type JsonObject, type KubeObject, isRecord } from './object.ts';
import type { Objects } from './objects.ts';
import { applyPatch, requirePatchType } from './patch/patch.ts';
import { isDryRun } from './query.ts';
import type { Resource } from './resource.ts';
import { answer } from './respond.ts';
import { type LabelSelector, formatSelector } from './selector.ts';
import { badRequest, causes, invalid, methodNotAllowed, notFound, unsupportedMediaType } from './status.ts';
import type { Storage } from './storage.ts';

interface Scalable extends KubeObject {
  spec: { replicas: number; selector?: LabelSelector };
  status?: { replicas?: number };
}

/** Takes a workload; gives its Scale. */
export function scaleOf({ metadata, spec, status }: Scalable): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas }, status: { replicas: status?.replicas ?? 0, selector: formatSelector(spec.selector) },
  };
}

/** Answers GET, PUT and PATCH of a workload's scale. Throws 400, 404, 405, 409, 422. */
export async function handleScale(
  request: IncomingMessage, response: ServerResponse, deps: { storage: Storage; objects: Objects },
  place: { resource: Resource; namespace: string; name: string }, query: URLSearchParams,
): Promise<void> {
  const { resource, namespace, name } = place;
  const read = () => {
    const found = deps.storage.get<Scalable>(resource, namespace, name);
    if (!found) throw notFound(resource, name);
    return found;
  };
  if (request.method === 'GET') return answer(response, 200, scaleOf(read()));
  if (request.method !== 'PUT' && request.method !== 'PATCH') throw methodNotAllowed();
  const type = mediaType(request);
  if (request.method === 'PATCH') requirePatchType(type);
  else if (type !== 'application/json' && type !== '') throw unsupportedMediaType('a Scale is read as JSON: use `kubectl scale`, or send application/json');
  const text = await readBody(request);
  const old = read();
  const next = request.method === 'PUT'
    ? parseObject(text, 'Scale')
    : applyPatch(scaleOf(old) as unknown as KubeObject, type, parseJson(text), resource);
  const replicas = isRecord(next['spec']) ? next['spec']['replicas'] ?? 0 : 0;
  if (typeof replicas !== 'number' || !Number.isSafeInteger(replicas)) throw badRequest('spec.replicas must be a whole number');
  if (replicas < 0) throw invalid(resource, name, [causes.invalid('spec.replicas', replicas, 'must be greater than or equal to 0')]);
  const version = isRecord(next['metadata']) && typeof next['metadata']['resourceVersion'] === 'string' ? next['metadata']['resourceVersion'] : '';
  const changed: Scalable = { ...old, metadata: { ...old.metadata, resourceVersion: version }, spec: { ...old.spec, replicas } };
  answer(response, 200, scaleOf(deps.objects.update(resource, changed, { dryRun: isDryRun(query) })));
}
