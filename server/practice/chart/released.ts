/** The chart repository of the world: the releases of the charts that Phalanx takes from elsewhere. */
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { readFolder } from '../repository/seed.ts';
import { type Chart, readChart } from './chart.ts';

const address = 'https://lsst-sqre.github.io/charts';
const folder = join(import.meta.dirname, 'released');
const read = new Map<string, Chart>();

/** Takes the address of a chart repository, a chart's name and a version; gives the chart, or null when it is not there. */
export function releasedChart(repository: string, name: string, version: string): Chart | null {
  if (repository.replace(/\/+$/, '') !== address) return null;
  const wanted = `${name}-${version}`;
  if (!readdirSync(folder).includes(wanted)) return null;
  const chart = read.get(wanted) ?? readChart(new Map([...readFolder(join(folder, wanted))].map(([path, text]) => [`${wanted}/${path}`, text])), wanted);
  read.set(wanted, chart);
  return chart;
}

/** Takes a chart's name; gives its releases, oldest first. */
export function releases(name: string): string[] {
  return readdirSync(folder).filter((one) => one.startsWith(`${name}-`)).map((one) => one.slice(name.length + 1)).sort();
}
