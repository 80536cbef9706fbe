/**
 * Renders a chart to manifests, as `helm template` does for Argo CD. Pure: texts in, objects out, within a budget.
 * There is no Helm in the practice world, and no library that renders charts within bounds, so this is our own, as far as
 * the charts of the world go.
 */
import { LineCounter, parseAllDocuments } from 'yaml';
import { type JsonObject, type Manifest, isRecord } from '../cluster/object.ts';
import { type Chart, readYaml, requireReadable } from './chart.ts';
import { ChartError } from './chart-error.ts';
import { type ChartRepository, type Release, resolve } from './dependency.ts';
import { functions } from './functions/functions.ts';
import { textArgument } from './functions/argument.ts';
import { type Bounds, Budget, usualBounds } from './template/budget.ts';
import { type Execution, execute } from './template/execute.ts';
import type { Template } from './template/node.ts';
import { parseTemplate } from './template/parse.ts';
import { TemplateError } from './template/template-error.ts';
import { Method } from './template/value.ts';
import { merged } from './values.ts';
import { weigh } from './weight.ts';

export interface RenderOptions {
  /** name of the release: the application's */
  release: string;
  namespace: string;
  /** values files in their order, each over those before */
  values: readonly { path: string; text: string }[];
  /** single values over everything: `global.host` → text */
  parameters?: Readonly<Record<string, string>>;
  released: ChartRepository;
  bounds?: Bounds;
}

/** How many manifests a chart may make. */
const mostManifests = 500;
/** … and how long they may be together, in characters. */
const mostPrinted = 256 * 1024;
/** What Helm 3 tells charts of the cluster they are for. */
const kubeVersion = { Version: 'v1.32.4', Major: '1', Minor: '32', GitVersion: 'v1.32.4' };

/** Takes a chart and options; gives its manifests in the order of its files. Throws a ChartError or a TemplateError that tells the line. */
export function render(chart: Chart, options: RenderOptions): Manifest[] {
  const given = options.values.reduce<JsonObject>((so, { path, text }) => {
    const values = readYaml(path, text) ?? {};
    if (!isRecord(values)) throw new ChartError(`cannot load values file ${path}: it is not a map of names to values`);
    return merged(so, values);
  }, {});
  const release = resolve(chart.name, chart, merged(given, parameterValues(options.parameters ?? {})), options.released);
  weigh(release.values);
  const files = templatesOf(release, chart.name);
  const execution = prepare(files, new Budget(options.bounds ?? usualBounds));
  const printed = files.filter(({ path }) => !/(^|\/)_[^/]*$|\.tpl$|NOTES\.txt$/.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, owner, root }) => ({ path, text: execute(execution, path, rootValue(owner, root, path, options)) }));
  if (printed.reduce((sum, { text }) => sum + text.length, 0) > mostPrinted) throw new ChartError(`the chart makes more than ${mostPrinted} characters of manifests`);
  return printed.flatMap(({ path, text }) => manifestsIn(path, text));
}

interface TemplateFile {
  path: string;
  text: string;
  owner: Release;
  /** path of the owner's chart */
  root: string;
}

/** Inner charts first, so that what an outer one defines under the same name counts. */
function templatesOf(release: Release, root: string): TemplateFile[] {
  return [
    ...release.charts.flatMap((inner) => templatesOf(inner, `${root}/charts/${inner.name}`)),
    ...[...release.chart.templates].map(([path, text]) => ({ path: `${root}/${path}`, text, owner: release, root })),
  ];
}

function prepare(files: readonly TemplateFile[], budget: Budget): Execution {
  const templates = new Map<string, Template>();
  for (const { path, text } of files) {
    budget.spend(text.length);
    for (const template of parseTemplate(path, text)) templates.set(template.name, template);
  }
  return { templates, functions, budget, parse: parseTemplate };
}

function rootValue({ chart, values, charts }: Release, root: string, path: string, { release, namespace }: RenderOptions): JsonObject {
  const file = (name: unknown): string => chart.files.get(textArgument(name)) ?? '';
  return {
    Values: values,
    Chart: chart.told,
    Release: { Name: release, Namespace: namespace, Service: 'Helm', Revision: 1, IsInstall: true, IsUpgrade: false },
    Template: { Name: path, BasePath: `${root}/templates` },
    Capabilities: { KubeVersion: kubeVersion, APIVersions: { Has: new Method(() => true) }, HelmVersion: { Version: 'v3.17.0' } },
    Files: { Get: new Method(([name]) => file(name)) },
    Subcharts: Object.fromEntries(charts.map((inner) => [inner.name, { Values: inner.values }])),
  };
}

function parameterValues(parameters: Readonly<Record<string, string>>): JsonObject {
  return Object.entries(parameters).reduce<JsonObject>((so, [path, value]) => {
    const one = path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
    return merged(so, isRecord(one) ? one : {});
  }, {});
}

function manifestsIn(path: string, text: string): Manifest[] {
  requireReadable(path, text);
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter, prettyErrors: false, schema: 'core' });
  if (!Array.isArray(documents)) return [];
  if (documents.length > mostManifests) throw new ChartError(`${path} makes more than ${mostManifests} manifests`);
  return documents.flatMap((document): Manifest[] => {
    const wrong = document.errors[0];
    if (wrong) throw new ChartError(`YAML parse error on ${path}: error converting YAML to JSON: yaml: line ${counter.linePos(wrong.pos[0]).line}: ${wrong.message}`);
    const value = document.toJS() as unknown;
    if (value === null || value === undefined) return [];
    weigh(value);
    return [asManifest(path, value)];
  });
}

function asManifest(path: string, value: unknown): Manifest {
  const wrong = (why: string): TemplateError => new TemplateError(`YAML parse error on ${path}: ${why}`);
  if (!isRecord(value)) throw wrong('it makes something that is no object');
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') throw wrong("Object 'Kind' is missing: every manifest needs apiVersion and kind");
  if (!isRecord(metadata) || typeof metadata['name'] !== 'string') throw wrong(`the ${kind} has no metadata.name`);
  return value as unknown as Manifest;
}
