/**
 * What a path of the API is about: group, resource, subresource, namespace and name, as k8s.io/apiserver reads it
 * (`RequestInfoFactory`). Stricter than that: what is not plainly one of its paths is none. Pure.
 */
import type { Never } from './asked.ts';

export interface Place {
  group: string;
  resource: string;
  subresource: string;
  /** null for a resource of the cluster, and for all namespaces at once */
  namespace: string | null;
  name: string | null;
}

const groupText = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const versionText = /^v[0-9]+((alpha|beta)[0-9]+)?$/;
const resourceText = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
/** Before the version of the API was part of a path's end, its kind of request was part of its beginning. */
const former = new Set(['watch', 'proxy', 'redirect']);

/** Takes the decoded segments of a path; gives what it is about, or why it is none that passes. */
export function placeOf(segments: readonly string[]): Place | Never {
  const unknown = { never: `/${segments.slice(0, 3).join('/')} is no path that this gateway knows.` };
  const found = versionOf(segments);
  if (found === null) return unknown;
  const { group, rest } = found;
  const [first = ''] = rest;
  if (former.has(first)) return { never: `Paths below /${first}/ are of an old Kubernetes. Use the parameter or the subresource.` };
  const isInside = isInNamespace(rest);
  const [resource = '', name = null, subresource = '', ...more] = isInside ? rest.slice(2) : rest;
  if (!isPlain(resource, subresource, more)) return unknown;
  const own = resource === 'namespaces' && group === '' ? name : null;
  return { group, resource, subresource, namespace: isInside ? rest[1] ?? null : own, name };
}

function isPlain(resource: string, subresource: string, more: readonly string[]): boolean {
  return resourceText.test(resource) && (subresource === '' || resourceText.test(subresource)) && (more.length === 0 || subresource === 'proxy');
}

function versionOf([root, ...below]: readonly string[]): { group: string; rest: readonly string[] } | null {
  if (root === 'api') return versionText.test(below[0] ?? '') ? { group: '', rest: below.slice(1) } : null;
  const [group = '', version = '', ...rest] = below;
  return root === 'apis' && groupText.test(group) && versionText.test(version) ? { group, rest } : null;
}

/** `namespaces/x` is an object itself, `namespaces/x/pods` is what is in it; two subresources are its own. */
function isInNamespace(rest: readonly string[]): boolean {
  return rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize';
}
