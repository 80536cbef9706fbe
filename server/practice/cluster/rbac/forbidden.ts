/** The refusal of what the roles do not allow (k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go). */
import { ApiError } from '../status.ts';
import type { Attributes } from './attributes.ts';
import type { User } from './user.ts';

/** Takes who asked, what, and the authorizer's reason if any; gives the 403. */
export function forbiddenTo(user: User, asked: Attributes, reason: string): ApiError {
  const told = `${sentence(user, asked)}${reason === '' ? '' : `: ${reason}`}`;
  if ('path' in asked) return new ApiError(403, 'Forbidden', `forbidden: ${told}`, {});
  const { group, resource, name } = asked;
  const qualified = group === '' ? resource : `${resource}.${group}`;
  return new ApiError(403, 'Forbidden', `${qualified}${name === '' ? '' : ` "${name}"`} is forbidden: ${told}`, {
    ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource,
  });
}

function sentence(user: User, asked: Attributes): string {
  const who = `User ${JSON.stringify(user.name)}`;
  if ('path' in asked) return `${who} cannot ${asked.verb} path ${JSON.stringify(asked.path)}`;
  const what = asked.subresource === '' ? asked.resource : `${asked.resource}/${asked.subresource}`;
  const where = asked.namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(asked.namespace)}`;
  return `${who} cannot ${asked.verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(asked.group)} ${where}`;
}
