/** The charts a chart is rendered with: those in its `charts` folder and those of chart repositories, where they are enabled. */
import { type JsonObject, isRecord } from '../cluster/object.ts';
import type { Chart, Dependency } from './chart.ts';
import { ChartError } from './chart-error.ts';
import { merged, valueAt } from './values.ts';

/** Where released charts come from: gives the chart, or null when the repository has no such version. */
export type ChartRepository = (repository: string, name: string, version: string) => Chart | null;

/** A chart with the values it sees, and those it is rendered with. */
export interface Release {
  /** by which name its parent knows it */
  name: string;
  chart: Chart;
  values: JsonObject;
  charts: readonly Release[];
}

/**
 * Takes a chart, the values given to it and where released charts come from; gives what is to be rendered, each chart's
 * values under those its parent has for it, and `global` everywhere. Throws a ChartError when a dependency is not to be had.
 */
export function resolve(name: string, chart: Chart, given: JsonObject, released: ChartRepository): Release {
  const all = chartsOf(chart, released);
  // what the charts below bring along shows in the parent's values, under what the parent itself says
  const said = merged(chart.values, given);
  const enabled = all.filter(({ dependency }) => isEnabled(dependency, said, all));
  const charts = enabled.map(({ name: own, chart: inner }) => {
    const values = isRecord(said[own]) ? said[own] : {};
    const global = isRecord(said['global']) ? said['global'] : {};
    return resolve(own, inner, merged(values, { global: merged(isRecord(values['global']) ? values['global'] : {}, global) }), released);
  });
  const values = charts.reduce((so, inner) => merged({ [inner.name]: inner.values }, so), said);
  return { name, chart, values, charts };
}

interface Brought {
  name: string;
  chart: Chart;
  dependency: Dependency | null;
}

/** Those in the folder that no dependency names are used too, as Helm does. */
function chartsOf(chart: Chart, released: ChartRepository): Brought[] {
  const named = chart.dependencies.flatMap((dependency): Brought[] => {
    const found = find(chart, dependency, released);
    return found ? [{ name: dependency.alias || dependency.name, chart: found, dependency }] : [];
  });
  const loose = chart.charts.filter((inner) => !chart.dependencies.some((dependency) => dependency.name === inner.name));
  return [...named, ...loose.map((inner) => ({ name: inner.name, chart: inner, dependency: null }))];
}

function find(chart: Chart, dependency: Dependency, released: ChartRepository): Chart | null {
  const { name, version, repository } = dependency;
  const beside = chart.charts.find((inner) => inner.name === name);
  if (beside) return beside;
  if (!/^(https?|oci):\/\//.test(repository)) throw new ChartError(`found in Chart.yaml, but missing in charts/ directory: ${name}`);
  const found = released(repository, name, version);
  if (!found) {
    throw new ChartError(`can't get a valid version for 1 subchart(s): "${name}" (repository "${repository}", version "${version}"). Make sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml`);
  }
  return found;
}

/** The first path of a condition that says yes or no decides; where none does, the chart is used. */
function isEnabled(dependency: Dependency | null, said: JsonObject, all: readonly Brought[]): boolean {
  const paths = (dependency?.condition ?? '').split(',').map((path) => path.trim()).filter((path) => path !== '');
  const defaults = Object.fromEntries(all.map(({ name, chart }) => [name, chart.values]));
  const values = merged(defaults, said);
  const decided = paths.map((path) => valueAt(values, path)).find((value) => typeof value === 'boolean');
  return decided ?? true;
}
