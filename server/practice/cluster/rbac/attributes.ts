/**
 * What a request is, in the words of RBAC (pure). Taken from where the request leads, so that what is authorized and what
 * is answered cannot differ; the rules are those of k8s.io/apiserver/pkg/endpoints/request/requestinfo.go.
 */
import { truth } from '../query.ts';
import type { Route } from '../route.ts';

export interface ResourceAttributes {
  verb: string;
  group: string;
  resource: string;
  /** empty for the object itself */
  subresource: string;
  /** empty for all, and for what belongs to the whole cluster */
  namespace: string;
  /** empty for lists and for what is to be created */
  name: string;
}

export interface PathAttributes { verb: string; path: string }

export type Attributes = ResourceAttributes | PathAttributes;

const verbs: Record<string, string> = { GET: 'get', HEAD: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
/** A list of exactly one name is allowed to whom that name is allowed. */
const oneName = /(?:^|,)metadata\.name==?([^,=!\\]+)(?:,|$)/;

/** Takes a request's method, its path, where that leads, and the query; gives what is asked. */
export function attributesOf(method: string, path: string, found: Route, query: URLSearchParams): Attributes {
  switch (found.at) {
    case 'objects': {
      const { resource, namespace } = found;
      const verb = verbOfList(method, query);
      return {
        verb, group: resource.group, resource: resource.plural, subresource: '', namespace: namespace ?? '', name: verb === 'list' || verb === 'watch' ? nameIn(query) : '',
      };
    }
    case 'object': {
      const { resource, namespace, name, subresource } = found;
      // a namespace counts as being in itself, so that a role in it can allow reading it
      const within = resource.group === '' && resource.plural === 'namespaces' ? name : namespace;
      return { verb: verbs[method] ?? '', group: resource.group, resource: resource.plural, subresource, namespace: within, name };
    }
    case 'nowhere': return unknownResource(method, path, query) ?? { verb: method.toLowerCase(), path };
    default: return { verb: method.toLowerCase(), path };
  }
}

function verbOfList(method: string, query: URLSearchParams): string {
  const verb = verbs[method] ?? '';
  if (verb === 'get') return truth(query, 'watch') ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

function nameIn(query: URLSearchParams): string {
  return oneName.exec(query.get('fieldSelector') ?? '')?.[1]?.trim() ?? '';
}

/** A path of the form objects have, although there is no such kind: who may not read it is told so before anything else. */
function unknownResource(method: string, path: string, query: URLSearchParams): ResourceAttributes | null {
  const [root = '', ...rest] = path.replace(/^\/+|\/+$/g, '').split('/');
  const [group, parts] = root === 'api' ? ['', rest.slice(1)] : root === 'apis' ? [rest[0] ?? '', rest.slice(2)] : ['', []];
  const inside = parts[0] === 'namespaces' && parts.length > 2;
  const [resource, name = '', subresource = ''] = inside ? parts.slice(2) : parts;
  if (resource === undefined || resource === '') return null;
  const verb = name === '' ? verbOfList(method, query) : verbs[method] ?? '';
  return { verb, group, resource, subresource, namespace: inside ? parts[1] ?? '' : '', name };
}
