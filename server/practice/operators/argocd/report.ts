/**
 * What `argocd app manifests` and `argocd app diff` print. Argo CD keeps it in a cache of its own; here it is a ConfigMap
 * beside the Application, so that the command needs nothing but the Kubernetes API.
 */
import { stringify } from 'yaml';
import type { JsonObject, Manifest } from '../../cluster/object.ts';
import { comparable } from './compare.ts';
import type { Row } from './rows.ts';

/** The most a report holds, in characters. An object may have 1.5 MiB. */
const longest = 700_000;
/** An object whose JSON is longer is shown as that, which is YAML too: writing a megabyte as YAML takes a second. */
const longestYaml = 32 * 1024;

/** Takes an application's name; gives that of its ConfigMap. */
export function reportName(application: string): string {
  return `argocd-cache-${application}`.slice(0, 253);
}

/** Takes an application's manifests and its rows; gives the report: the manifests, and both sides of each difference. */
export function reportOf(targets: readonly Manifest[], rows: readonly Row[]): Record<string, string> {
  const different = rows.filter(({ status }) => status === 'OutOfSync');
  const data: Record<string, string> = {};
  let left = longest;
  // what there is no room for is not written either
  const put = (name: string, make: () => string): void => {
    const text = left > 0 ? make() : null;
    left -= text?.length ?? 0;
    if (text !== null && left >= 0) data[name] = text;
  };
  put('manifests', () => targets.map((target) => write(masked(target as unknown as JsonObject))).join('---\n'));
  put('differences', () => String(different.length));
  different.forEach(({ identity, live, next, target }, at) => {
    const { group, kind, namespace, name } = identity;
    const after = next ?? (target as unknown as JsonObject | null);
    put(`diff-${at}-head`, () => `===== ${group}/${kind} ${namespace}/${name} ======`);
    put(`diff-${at}-live`, () => (live ? write(masked(comparable(live as unknown as JsonObject))) : ''));
    put(`diff-${at}-target`, () => (after ? write(masked(comparable(after))) : ''));
  });
  return data;
}

function write(value: JsonObject): string {
  const json = JSON.stringify(value);
  return json.length > longestYaml ? `${json}\n` : stringify(value, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
}

/** What a Secret holds is nobody's to read here; only its names are shown. */
function masked(object: JsonObject): JsonObject {
  if (object['kind'] !== 'Secret') return object;
  const { data, stringData, ...rest } = object;
  const names = [data, stringData].flatMap((fields) => (typeof fields === 'object' && fields !== null ? Object.keys(fields) : []));
  return { ...rest, data: Object.fromEntries(names.map((name) => [name, '++++++++'])) };
}
