/** What an AppProject allows: from where its applications come and where they go. */
import { type JsonObject, type KubeObject, isRecord } from '../../cluster/object.ts';
import { type Spec, inCluster } from './application.ts';
import type { Identity } from './identity.ts';

/** Takes the project an application names, or undefined when there is none, and its spec; gives why it may not be, or null. */
export function refusal(project: KubeObject | undefined, spec: Spec): string | null {
  const { source, destination } = spec;
  const server = destination.server || (destination.name === 'in-cluster' ? inCluster : '');
  if (server !== inCluster) return `application destination can't be ${server === '' ? 'without a server' : server}: the practice world's Argo CD deploys to ${inCluster} only`;
  if (destination.namespace === '') return 'application destination needs a namespace';
  if (!project) return `application references project ${spec.project} which does not exist`;
  const said = (project as unknown as { spec?: unknown }).spec;
  const rules = isRecord(said) ? said : {};
  if (!texts(rules['sourceRepos']).some((pattern) => matches(pattern, source.repoURL))) return `application repo ${source.repoURL} is not permitted in project '${spec.project}'`;
  const there = (rule: JsonObject): boolean => matches(String(rule['namespace'] ?? ''), destination.namespace) && matches(String(rule['server'] ?? '*'), server);
  if (!records(rules['destinations']).some(there)) {
    return `application destination server '${server}' and namespace '${destination.namespace}' do not match any of the allowed destinations in project '${spec.project}'`;
  }
  return null;
}

/**
 * Takes the project, an object's identity and whether its kind lives in namespaces; gives why the project does not let it
 * be, or null. The lists are those of https://argo-cd.readthedocs.io/en/stable/user-guide/projects/.
 */
export function refusalOf(project: KubeObject | undefined, { group, kind, namespace }: Identity, namespaced: boolean): string | null {
  const said = (project as { spec?: unknown } | undefined)?.spec;
  const rules = isRecord(said) ? said : {};
  const among = (list: unknown): boolean => records(list).some((rule) => matches(String(rule['group'] ?? ''), group) && matches(String(rule['kind'] ?? ''), kind));
  const whitelist = namespaced ? rules['namespaceResourceWhitelist'] : rules['clusterResourceWhitelist'] ?? [];
  const blacklist = namespaced ? rules['namespaceResourceBlacklist'] : rules['clusterResourceBlacklist'];
  const name = project?.metadata.name ?? '';
  if ((whitelist !== undefined && !among(whitelist)) || among(blacklist)) return `resource ${group}:${kind} is not permitted in project ${name}`;
  const there = (rule: JsonObject): boolean => matches(String(rule['namespace'] ?? ''), namespace) && matches(String(rule['server'] ?? '*'), inCluster);
  return !namespaced || records(rules['destinations']).some(there) ? null : `namespace ${namespace} is not permitted in project '${name}'`;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function records(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A `*` stands for anything: the parts between must be there, in their order. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === text;
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
