/**
 * Answers only to our own names. Another name that resolves to this machine is how a foreign page gets a browser to treat
 * it as one of ours (DNS rebinding).
 */
import type { RequestHandler } from 'express';
import { HandrailError } from '../../../common/errors.ts';
import { isOurHost, type OriginRule } from '../../auth/origin.ts';

/** Takes the rule; gives the middleware. `localhost` is shown the way to the origin, since people type it. */
export function requireOwnHost(rule: OriginRule): RequestHandler {
  return (request, response, next) => {
    const { host } = request.headers;
    if (isOurHost(rule, host)) {
      next();
      return;
    }
    if (host === rule.alias && request.method === 'GET' && !request.path.startsWith('/api/')) {
      response.redirect(307, `${rule.origin}${/^\/(?!\/)/.test(request.url) ? request.url : '/'}`);
      return;
    }
    next(new HandrailError('origin-refused', { origin: (host ?? 'no host').replace(/[^\x21-\x7e]/g, '?').slice(0, 100), expected: rule.origin }));
  };
}
