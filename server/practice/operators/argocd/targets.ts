/** What an application should be: the manifests of its chart at one commit, made ready to compare and apply. */
import { posix } from 'node:path';
import { readChart } from '../../chart/chart.ts';
import { ChartError } from '../../chart/chart-error.ts';
import { releasedChart } from '../../chart/released.ts';
import { render } from '../../chart/render.ts';
import { type Manifest, isRecord } from '../../cluster/object.ts';
import { type Source, trackingAnnotation } from './application.ts';
import { identityOf, keyOfIdentity, resourceOf, trackingId } from './identity.ts';
import { without } from './without.ts';

/** Takes the files of a commit, where in them the application's chart is and what it is called; gives its manifests. Throws what is wrong, as Argo CD tells it. */
export function targetsOf(files: ReadonlyMap<string, string>, source: Source, application: string, namespace: string): Manifest[] {
  const folder = posix.normalize(source.path).replace(/\/+$/, '');
  if (folder === '' || folder === '.' || ![...files.keys()].some((path) => path.startsWith(`${folder}/`))) throw new Error(`${source.path}: app path does not exist`);
  if (!files.has(`${folder}/Chart.yaml`)) throw new Error(`${source.path}: there is no Chart.yaml, and the practice world deploys Helm charts only`);
  const release = source.helm.releaseName || application;
  const values = source.helm.valueFiles.map((file) => valuesFile(files, folder, file));
  if (source.helm.values !== '') values.push({ path: 'helm.values', text: source.helm.values });
  const parameters = Object.fromEntries(source.helm.parameters.map(({ name, value }) => [name, value]));
  try {
    const rendered = render(readChart(files, folder), { release, namespace, values, parameters, released: releasedChart });
    return distinct(rendered.map((manifest) => tracked(manifest, application, namespace)));
  } catch (error) {
    const command = `helm template . --name-template ${release} --namespace ${namespace} --kube-version 1.32 ${values.map(({ path }) => `--values ${path}`).join(' ')} --include-crds`;
    const stage = error instanceof ChartError ? 'failed exit status 1: Error:' : 'failed exit status 1: Error: execution error,';
    throw new Error(`Manifest generation error (cached): failed to execute helm template command: \`${command}\` ${stage} ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** A values file is named from the chart's folder, or with a leading slash from the repository's root. It cannot be outside. */
function valuesFile(files: ReadonlyMap<string, string>, folder: string, file: string): { path: string; text: string } {
  const path = file.startsWith('/') ? posix.normalize(file.slice(1)) : posix.join(folder, file);
  if (path.startsWith('../')) throw new Error(`failed to resolve value file path: ${file} is outside the repository root`);
  const text = files.get(path);
  if (text === undefined) throw new Error(`Manifest generation error (cached): open <path to cached source>/${path}: no such file or directory`);
  return { path: file, text };
}

function tracked(manifest: Manifest, application: string, namespace: string): Manifest {
  const placed = resourceOf(manifest)?.namespaced === false ? withoutNamespace(manifest)
    : { ...manifest, metadata: { ...manifest.metadata, namespace: manifest.metadata.namespace ?? namespace } };
  const given = placed.metadata.annotations;
  const annotations = { ...isRecord(given) ? given : {}, [trackingAnnotation]: trackingId(application, identityOf(placed)) };
  return { ...placed, metadata: { ...placed.metadata, annotations } };
}

function withoutNamespace(manifest: Manifest): Manifest {
  return { ...manifest, metadata: without(manifest.metadata, 'namespace') as Manifest['metadata'] };
}

/** An object that two manifests are for is taken as the last one says, as Argo CD does. */
function distinct(manifests: readonly Manifest[]): Manifest[] {
  return [...new Map(manifests.map((manifest) => [keyOfIdentity(identityOf(manifest)), manifest])).values()];
}
