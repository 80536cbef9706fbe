/** What a path of the API means (pure). */
import type { Resource, ResourceRegistry } from './resource.ts';

export type Route =
  | { at: 'version' | 'health' | 'api' | 'groups' | 'openapi-v2' | 'paths' }
  | { at: 'openapi-v3'; path: string }
  | { at: 'group'; group: string }
  | { at: 'resources'; group: string; version: string }
  | { at: 'objects'; resource: Resource; namespace: string | null }
  | { at: 'object'; resource: Resource; namespace: string; name: string; subresource: string }
  | { at: 'nowhere' };

const fixed: Record<string, Route> = {
  '': { at: 'paths' }, version: { at: 'version' }, api: { at: 'api' }, apis: { at: 'groups' }, 'openapi/v2': { at: 'openapi-v2' },
  healthz: { at: 'health' }, livez: { at: 'health' }, readyz: { at: 'health' },
};

/** Takes a path without query and the registry; gives where it leads. */
export function route(path: string, registry: ResourceRegistry): Route {
  const bare = path.replace(/^\/+|\/+$/g, '');
  const known = Object.hasOwn(fixed, bare) ? fixed[bare] : undefined;
  if (known) return known;
  const parts = decode(bare);
  if (!parts) return { at: 'nowhere' };
  if (parts[0] === 'openapi' && parts[1] === 'v3') return { at: 'openapi-v3', path: parts.slice(2).join('/') };
  if (parts[0] === 'api') return parts[1] === 'v1' ? within('', 'v1', parts.slice(2), registry) : { at: 'nowhere' };
  if (parts[0] !== 'apis') return { at: 'nowhere' };
  const [, group = '', version = ''] = parts;
  if (!registry.versions(group).length || group === '') return { at: 'nowhere' };
  if (version === '') return { at: 'group', group };
  return registry.versions(group).includes(version) ? within(group, version, parts.slice(3), registry) : { at: 'nowhere' };
}

function decode(path: string): string[] | null {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}

function within(group: string, version: string, rest: string[], registry: ResourceRegistry): Route {
  if (rest.length === 0) return { at: 'resources', group, version };
  const find = (plural = '') => registry.byPlural(group === '' ? version : `${group}/${version}`, plural);
  // `namespaces/x` is an object itself, `namespaces/x/pods` is what is in it
  const inside = rest[0] === 'namespaces' ? find(rest[2]) : undefined;
  if (inside) return inside.namespaced ? place(inside, rest[1] ?? '', rest.slice(3)) : { at: 'nowhere' };
  const resource = find(rest[0]);
  return resource ? place(resource, null, rest.slice(1)) : { at: 'nowhere' };
}

function place(resource: Resource, namespace: string | null, rest: string[]): Route {
  const [name, subresource = '', ...more] = rest;
  if (name === undefined) return { at: 'objects', resource, namespace };
  if (more.length > 0 || (resource.namespaced && namespace === null)) return { at: 'nowhere' };
  return { at: 'object', resource, namespace: namespace ?? '', name, subresource };
}
