/** A chart as it stands in a folder of a repository: Chart.yaml, values.yaml, templates and the charts it brings along. */
import { posix } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { type JsonObject, isRecord } from '../cluster/object.ts';
import { ChartError } from './chart-error.ts';
import { weigh } from './weight.ts';

export interface Dependency {
  name: string;
  version: string;
  /** empty for a chart in the `charts` folder */
  repository: string;
  /** paths in the values, parted by commas: the first that is there decides whether the chart is used */
  condition: string;
  alias: string;
}

export interface Chart {
  name: string;
  version: string;
  /** what Chart.yaml says, with its names begun in upper case as templates see them */
  told: JsonObject;
  values: JsonObject;
  /** path in the chart → text */
  templates: ReadonlyMap<string, string>;
  /** the other files, for `.Files` */
  files: ReadonlyMap<string, string>;
  dependencies: readonly Dependency[];
  charts: readonly Chart[];
}

/** The longest text that is read as YAML, and all such texts of a chart together, in characters. Reading takes longer than the text is long. */
export const longestYaml = 64 * 1024;
const mostYaml = 192 * 1024;
/** Anchors and aliases in a text: each is compared with all others. */
const mostAliases = 200;
/** How deep charts may bring along charts. */
const deepest = 5;

/**
 * Takes the files of a repository and a folder; gives the chart in it. Throws a ChartError that says which file is missing
 * or wrong, and where.
 */
export function readChart(files: ReadonlyMap<string, string>, folder: string): Chart {
  const yaml = [...below(files, folder)].filter(([path]) => /(^|\/)(Chart|values)\.yaml$/.test(path));
  if (yaml.reduce((sum, [, text]) => sum + text.length, 0) > mostYaml) throw new ChartError(`the charts in ${folder} have more than ${mostYaml} characters of values`);
  return readOne(files, folder, 0);
}

function readOne(files: ReadonlyMap<string, string>, folder: string, depth: number): Chart {
  const own = below(files, folder);
  const description = own.get('Chart.yaml');
  if (description === undefined) throw new ChartError(`Chart.yaml file is missing in ${folder}`);
  if (depth > deepest) throw new ChartError(`charts stand in one another more than ${deepest} deep`);
  const told = readMap('Chart.yaml', description, folder);
  const { name, version } = told;
  if (typeof name !== 'string' || name === '') throw new ChartError(`validation: chart.metadata.name is required (${folder}/Chart.yaml)`);
  if (typeof version !== 'string' && typeof version !== 'number') throw new ChartError(`validation: chart.metadata.version is required (${folder}/Chart.yaml)`);
  const subfolders = new Set([...own.keys()].flatMap((path) => /^charts\/([^/]+)\/Chart\.yaml$/.exec(path)?.[1] ?? []));
  const isTemplate = (path: string): boolean => /^templates\/.*\.(yaml|yml|tpl|txt)$/.test(path);
  return {
    name, version: String(version),
    told: Object.fromEntries(Object.entries(told).map(([field, value]) => [field === 'apiVersion' ? 'APIVersion' : field.charAt(0).toUpperCase() + field.slice(1), value])),
    values: readMap('values.yaml', own.get('values.yaml') ?? '', folder),
    templates: new Map([...own].filter(([path]) => isTemplate(path))),
    files: new Map([...own].filter(([path]) => !path.startsWith('templates/') && !path.startsWith('charts/'))),
    dependencies: readDependencies(told['dependencies'], folder),
    charts: [...subfolders].sort().map((subfolder) => readOne(own, `charts/${subfolder}`, depth + 1)),
  };
}

function below(files: ReadonlyMap<string, string>, folder: string): Map<string, string> {
  const prefix = `${posix.normalize(folder).replace(/\/$/, '')}/`;
  return new Map([...files].flatMap(([path, text]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), text] as const] : [])));
}

function readDependencies(given: unknown, folder: string): Dependency[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw new ChartError(`cannot load Chart.yaml in ${folder}: dependencies is not a list`);
  return given.map((one: unknown, at) => {
    if (!isRecord(one) || typeof one['name'] !== 'string') throw new ChartError(`cannot load Chart.yaml in ${folder}: dependency ${at + 1} has no name`);
    const text = (name: string): string => (typeof one[name] === 'string' || typeof one[name] === 'number' ? String(one[name]) : '');
    return { name: one['name'], version: text('version'), repository: text('repository'), condition: text('condition'), alias: text('alias') };
  });
}

/** Takes a file's name, its YAML and the folder it is in; gives the map it holds. Throws a ChartError with the line. */
export function readMap(file: string, text: string, folder: string): JsonObject {
  const value = readYaml(`${folder}/${file}`, text);
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) throw new ChartError(`cannot load ${file} in ${folder}: it is not a map of names to values`);
  return value;
}

/** Takes where a YAML text is from and the text. Throws a ChartError when reading it would take too long. */
export function requireReadable(path: string, text: string): void {
  if (text.length > longestYaml) throw new ChartError(`${path} is longer than ${longestYaml} characters`);
  if ((text.match(/(?:^|[\s[{,:-])[&*](?=\w)/g) ?? []).length > mostAliases) throw new ChartError(`${path} has more than ${mostAliases} anchors and aliases`);
}

/** Takes where a YAML text is from and the text; gives the value. Throws a ChartError with the line. */
export function readYaml(path: string, text: string): unknown {
  requireReadable(path, text);
  const counter = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, schema: 'core' });
    const wrong = document.errors[0];
    if (wrong) throw new ChartError(`cannot load ${path}: error converting YAML to JSON: yaml: line ${counter.linePos(wrong.pos[0]).line}: ${wrong.message}`);
    const value = document.toJS() as unknown;
    weigh(value);
    return value;
  } catch (error) {
    if (error instanceof ChartError) throw error;
    throw new ChartError(`cannot load ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
