/**
 * Keeps a token to the environments it was made for: whatever environment a request names, in its path, its query or its
 * body, is checked here, before its route. What names a run is checked where the run is looked up.
 */
import type { Request, RequestHandler } from 'express';
import { practice } from '../../../common/policy.ts';
import { requireScope } from '../../auth/principal.ts';
import { principalOf } from './identity.ts';

/** Takes a route's path; gives the middleware, which goes on where what was shown is for every environment that the request names. */
export function keepToScope(path: string): RequestHandler {
  const own = path === '/api/practice' || path.startsWith('/api/practice/') ? [practice] : [];
  return (request, response, next) => {
    const principal = principalOf(response);
    if (principal.environments !== null) for (const environment of [...own, ...named(request)]) requireScope(principal, environment);
    next();
  };
}

function named(request: Request): string[] {
  const body: unknown = request.body;
  const inBody: unknown = typeof body === 'object' && body !== null && 'environment' in body ? body.environment : undefined;
  return [request.params.environment, request.query.environment, inBody].flat().filter((name) => name !== undefined).map(String);
}
