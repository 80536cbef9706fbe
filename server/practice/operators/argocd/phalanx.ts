/** Phalanx as every world begins with it: its files, and what they make of each application. Read once. */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readChart } from '../../chart/chart.ts';
import { releasedChart } from '../../chart/released.ts';
import { render } from '../../chart/render.ts';
import type { Manifest } from '../../cluster/object.ts';
import { type Files, readFolder } from '../../repository/seed.ts';
import { type Spec, specSchema } from './application.ts';
import { firstRevision } from './first-revision.ts';
import { targetsOf } from './targets.ts';

/** Owner and name on GitHub. */
export const phalanx = 'lsst-sqre/phalanx';

/** context → the name that Phalanx has for its environment */
export const environments: Readonly<Record<string, string>> = {
  'usdfdev-prompt-processing': 'usdfdev-prompt-processing',
  'usdfprod-prompt-processing': 'usdfprod-prompt-processing',
  'usdf-rsp-dev': 'usdfdev',
  'usdf-rsp': 'usdfprod',
};

let files: Files | null = null;
let revision: string | null = null;
const applications = new Map<string, readonly Manifest[]>();
/** Worlds ask for the same few; what a person thinks up besides is not kept for ever. */
const mostKept = 50;
const targets = new Map<string, { spec: Spec; manifests: readonly Manifest[] }>();

function phalanxFiles(): Files {
  files ??= readFolder(join(import.meta.dirname, '../../repositories/phalanx'));
  return files;
}

/** Gives the name of the commit a world's Phalanx begins with. */
export function phalanxRevision(): string {
  revision ??= firstRevision(phalanxFiles());
  return revision;
}

/** Takes a context; gives the Applications of its environment, as Phalanx declares them. */
export function phalanxApplications(context: string): readonly Manifest[] {
  const environment = environments[context];
  if (environment === undefined) return [];
  const known = applications.get(context);
  if (known) return known;
  const path = `values-${environment}.yaml`;
  const text = phalanxFiles().get(`environments/${path}`) ?? '';
  const made = render(readChart(phalanxFiles(), 'environments'), { release: 'science-platform', namespace: 'argocd', values: [{ path, text }], released: releasedChart });
  applications.set(context, made);
  return made;
}

/** Takes a spec; tells whether it has only such values as Phalanx gives its Applications: files of the repository. What else a person adds can take long to read. */
export function isUsual({ source: { helm } }: Spec): boolean {
  return helm.values === '' && helm.valueFiles.length <= 2 && helm.parameters.length <= 10;
}

/** Takes an application's name and its usual spec; gives its manifests at the first commit. Throws what is wrong. */
export function firstTargets(application: string, spec: Spec): readonly Manifest[] {
  const key = `${application} ${spec.source.helm.valueFiles.join(' ')}`;
  const known = targets.get(key);
  if (known && isDeepStrictEqual(known.spec, spec)) return known.manifests;
  const manifests = targetsOf(phalanxFiles(), spec.source, application, spec.destination.namespace);
  if (targets.size >= mostKept) targets.clear();
  targets.set(key, { spec, manifests });
  return manifests;
}

/** Takes an Application; gives its spec, read. Throws when it is none. */
export function specOf(application: object): Spec {
  return specSchema.parse((application as { spec?: unknown }).spec);
}
