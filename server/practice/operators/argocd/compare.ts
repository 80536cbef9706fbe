/** Compares what a repository says with what is there, one object at a time. */
import { isDeepStrictEqual } from 'node:util';
import { applyDefaults } from '../../cluster/defaults/defaults.ts';
import { type JsonObject, type KubeObject, type Manifest, isRecord } from '../../cluster/object.ts';
import type { Resource } from '../../cluster/resource.ts';
import { lastAppliedAnnotation } from './application.ts';
import { threeWay } from './three-way.ts';
import { without } from './without.ts';

/** Takes an object and a manifest for it; gives what the object becomes when the manifest is applied. */
export function applied(live: KubeObject, target: Manifest, resource: Resource): JsonObject {
  const { metadata, ...rest } = target;
  // who owns the object and when it was made is not for a manifest to say
  const said = without(metadata, 'uid', 'creationTimestamp', 'resourceVersion');
  const next = threeWay(live as unknown as JsonObject, { ...plainSecret(rest), metadata: said }, lastApplied(live), resource.kind);
  const made = structuredClone(next);
  Reflect.deleteProperty(made, 'status');
  const { status } = live as unknown as JsonObject;
  if (status !== undefined) made['status'] = status;
  applyDefaults(resource, made);
  return made;
}

/** Takes an object and what it becomes; tells whether that is a change. */
export function differs(live: KubeObject, next: JsonObject): boolean {
  return !isDeepStrictEqual(comparable(live as unknown as JsonObject), comparable(next));
}

/** Takes an object; gives what a comparison looks at and `argocd app diff` shows: not what the server keeps, and no secrets. */
export function comparable(object: JsonObject): JsonObject {
  const rest: JsonObject = without(structuredClone(object), 'status');
  const metadata = isRecord(rest['metadata']) ? rest['metadata'] : {};
  for (const name of ['resourceVersion', 'generation', 'managedFields', 'uid', 'creationTimestamp']) Reflect.deleteProperty(metadata, name);
  const annotations = metadata['annotations'];
  if (isRecord(annotations)) {
    Reflect.deleteProperty(annotations, lastAppliedAnnotation);
    if (Object.keys(annotations).length === 0) Reflect.deleteProperty(metadata, 'annotations');
  }
  return rest;
}

/** Takes a manifest; gives it with the annotation that remembers it for the next comparison. */
export function remembered(target: Manifest): Manifest {
  const annotations = { ...target.metadata.annotations, [lastAppliedAnnotation]: `${JSON.stringify(target)}\n` };
  return { ...target, metadata: { ...target.metadata, annotations } };
}

function lastApplied(live: KubeObject): JsonObject {
  const text = live.metadata.annotations?.[lastAppliedAnnotation];
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** `stringData` is only ever written, and becomes `data`. */
function plainSecret(manifest: JsonObject): JsonObject {
  const { stringData, data, ...rest } = manifest;
  if (manifest['kind'] !== 'Secret' || !isRecord(stringData)) return manifest;
  const encoded = Object.entries(stringData).map(([name, value]) => [name, Buffer.from(String(value)).toString('base64')] as const);
  return { ...rest, data: { ...isRecord(data) ? data : {}, ...Object.fromEntries(encoded) } };
}
