/**
 * Discovery: which groups, versions and resources there are, in the aggregated form (v2, and v2beta1 for kubectl before
 * 1.30) and in the older one, which `auth can-i` and `drain` read.
 */
import type { Resource, ResourceRegistry } from './resource.ts';

const aggregated = /as=APIGroupDiscoveryList/;
const versionForm = /;\s*v=(v2beta1|v2)\s*(;|$)/;

/** Takes an Accept header; gives the version of the aggregated form asked for first, or null for the older form. */
export function aggregatedVersion(accept: string): 'v2' | 'v2beta1' | null {
  for (const range of accept.split(',')) {
    const [, version] = versionForm.exec(range) ?? [];
    if (aggregated.test(range) && (version === 'v2' || version === 'v2beta1')) return version;
  }
  return null;
}

/** The media type of an aggregated answer: without these parameters kubectl finds no types at all. */
export function aggregatedType(version: string): string {
  return `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

/** Takes the registry, whether core or the named groups are asked, and the form's version; gives the aggregated answer. */
export function groupDiscoveryList(registry: ResourceRegistry, core: boolean, version: string): object {
  return {
    kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {},
    items: registry.groups().filter((group) => (group === '') === core).map((group) => ({
      metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
      versions: registry.versions(group).map((name) => ({
        version: name, freshness: 'Current', resources: registry.in(group, name).map(discovered),
      })),
    })),
  };
}

function discovered(resource: Resource): object {
  return {
    resource: resource.plural,
    responseKind: { group: resource.group, version: resource.version, kind: resource.kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    shortNames: resource.shortNames,
    categories: resource.categories,
    subresources: resource.subresources.map((subresource) => ({
      subresource: subresource.name,
      responseKind: { group: subresource.group ?? resource.group, version: subresource.version ?? resource.version, kind: subresource.kind },
      verbs: subresource.verbs,
    })),
  };
}

/** The older answer to `/api`. */
export function apiVersions(): object {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
}

/** Takes the registry and a group; gives the older APIGroup. */
export function apiGroup(registry: ResourceRegistry, group: string): object {
  const versions = registry.versions(group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { kind: 'APIGroup', apiVersion: 'v1', name: group, versions, preferredVersion: versions[0] };
}

/** Takes the registry; gives the older answer to `/apis`. */
export function apiGroupList(registry: ResourceRegistry): object {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: registry.groups().filter((group) => group !== '').map((group) => apiGroup(registry, group)) };
}

/** Takes resources of one group and version; gives the older APIResourceList. */
export function apiResourceList(resources: Resource[], groupVersion: string): object {
  return {
    kind: 'APIResourceList', apiVersion: 'v1', groupVersion,
    resources: resources.flatMap((resource) => [
      {
        name: resource.plural, singularName: resource.singular, namespaced: resource.namespaced, kind: resource.kind, verbs: resource.verbs,
        shortNames: resource.shortNames, categories: resource.categories,
      },
      ...resource.subresources.map((subresource) => ({
        name: `${resource.plural}/${subresource.name}`, singularName: '', namespaced: resource.namespaced, kind: subresource.kind,
        verbs: subresource.verbs, ...(subresource.version === undefined ? {} : { group: subresource.group ?? '', version: subresource.version }),
      })),
    ]),
  };
}

/** The version the cluster says it is: a vendor's kubectl picks its own version by this. */
export const version = {
  major: '1', minor: '32', gitVersion: 'v1.32.4', gitCommit: '', gitTreeState: 'clean', buildDate: '2025-04-22T16:00:00Z',
  goVersion: 'go1.23.6', compiler: 'gc', platform: 'linux/amd64',
};

