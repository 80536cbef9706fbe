/** How kinds are declared. */
import type { Resource, Subresource } from './resource.ts';

export const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const status = (kind: string): Subresource => ({ name: 'status', kind, verbs: ['get', 'patch', 'update'] });
export const scale: Subresource = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] };

export interface Declared {
  singular?: string;
  short?: string[];
  categories?: string[];
  cluster?: boolean;
  status?: boolean;
  subresources?: Subresource[];
  verbs?: string[];
}

/** Takes a group and version (`v1` for core), the plural, the kind and what else is to be said; gives the resource. */
export function declare(groupVersion: string, plural: string, kind: string, declared: Declared = {}): Resource {
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  return Object.freeze({
    group: group ?? '', version: version ?? '', plural, kind,
    singular: declared.singular ?? kind.toLowerCase(),
    namespaced: declared.cluster !== true,
    shortNames: declared.short ?? [],
    categories: declared.categories ?? [],
    verbs: declared.verbs ?? allVerbs,
    subresources: [...(declared.status ? [status(kind)] : []), ...(declared.subresources ?? [])],
  });
}
