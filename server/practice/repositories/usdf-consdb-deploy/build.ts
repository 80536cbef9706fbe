/**
 * What `kubectl apply -k` makes of an overlay of usdf-consdb-deploy, without kubectl: a new world's production is deployed
 * from the same files as a person deploys, in no time. As much of kustomize as those files use, and no more.
 */
import { basename, join } from 'node:path/posix';
import { parse } from 'yaml';
import { type JsonObject, isRecord, type Manifest } from '../../cluster/object.ts';
import { strategicPatch } from '../../cluster/patch/strategic.ts';
import type { Files } from '../../repository/seed.ts';

interface Kustomization {
  resources: string[];
  namespace: string;
  images: { name: string; newTag: string }[];
  labels: { pairs: Record<string, string> }[];
  configMapGenerator: { name: string; literals: string[] }[];
  secretGenerator: { name: string; files: string[] }[];
}

interface Variable { name: string }

/**
 * Takes the repository's files, an overlay's folder, the configuration file to link, and the secrets as Vault has them; gives
 * ConfigMap, Secret and workload, with the annotation that apply leaves. Throws when the files say what is not expected.
 */
export function buildOverlay(files: Files, folder: string, file: string, secrets: Readonly<Record<string, string>>): Manifest[] {
  const overlay = read<Kustomization>(files, join(folder, 'kustomization.yaml'));
  const base = join(folder, overlay.resources[0] ?? '');
  const below = read<Kustomization>(files, join(base, 'kustomization.yaml'));
  const labels = overlay.labels[0]?.pairs ?? {};
  const named = (name: string) => ({ name, namespace: overlay.namespace, labels });
  const generated: Manifest[] = [
    ...below.configMapGenerator.map(({ name, literals }) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: named(name), data: Object.fromEntries(literals.map(split)) })),
    ...overlay.secretGenerator.map(({ name, files: keys }) => ({
      apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: named(name),
      data: Object.fromEntries(keys.map((key) => [basename(key), Buffer.from(secrets[basename(key)] ?? missing(key)).toString('base64')])),
    })),
  ];
  return [...generated, workload(files, base, below, join(folder, file), overlay)].map(applied);
}

function workload(files: Files, base: string, below: Kustomization, file: string, overlay: Kustomization): Manifest {
  const template = read<JsonObject>(files, join(base, below.resources[0] ?? ''));
  const kind = String(template['kind']);
  const labels = overlay.labels[0]?.pairs ?? {};
  const labelled = { metadata: { labels } };
  const configuration = read<JsonObject>(files, file);
  const object = strategicPatch(strategicPatch(template, configuration, kind), {
    metadata: { namespace: overlay.namespace, labels },
    spec: kind === 'CronJob' ? { jobTemplate: { ...labelled, spec: { template: labelled } } } : { template: labelled },
  }, kind);
  for (const [index, container] of containersOf(object).entries()) {
    // kustomize puts what a patch names first.
    const first = (containersOf(configuration)[index]?.['env'] ?? []) as Variable[];
    const place = ({ name }: Variable): number => (first.some((one) => one.name === name) ? first.findIndex((one) => one.name === name) : first.length);
    container['env'] = (container['env'] as Variable[]).toSorted((one, other) => place(one) - place(other));
    const image = overlay.images.find(({ name }) => String(container['image']).startsWith(`${name}:`));
    if (image !== undefined) container['image'] = `${image.name}:${image.newTag}`;
  }
  return object as unknown as Manifest;
}

function containersOf(object: JsonObject): JsonObject[] {
  const at = (from: unknown, name: string): unknown => (isRecord(from) ? from[name] : undefined);
  const spec = object['spec'];
  const job = at(at(spec, 'jobTemplate'), 'spec') ?? spec;
  return at(at(at(job, 'template'), 'spec'), 'containers') as JsonObject[];
}

/** kubectl keeps what was applied, to tell later what was taken away; Go writes maps in the order of their keys. */
function applied(object: Manifest): Manifest {
  const { annotations = {}, ...metadata } = object.metadata;
  const last = `${JSON.stringify(sorted({ ...object, metadata: { ...metadata, annotations } }))}\n`;
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, 'kubectl.kubernetes.io/last-applied-configuration': last } } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]));
}

function split(literal: string): [string, string] {
  const at = literal.indexOf('=');
  return [literal.slice(0, at), literal.slice(at + 1)];
}

function read<T>(files: Files, path: string): T {
  return parse(files.get(path) ?? missing(path)) as T;
}

function missing(what: string): never {
  throw new Error(`usdf-consdb-deploy has no ${what}`);
}
