/**
 * Guards changes: only POST changes anything, only as JSON with a header that no foreign form or link can set, and from a
 * browser only out of our own pages.
 */
import type { RequestHandler } from 'express';
import { HandrailError } from '../../../common/errors.ts';
import { type OriginRule, refuseForeignOrigin, requireOwnOrigin } from '../../auth/origin.ts';

/** Takes the rule, and paths at which an identity provider itself speaks; gives the middleware. Who shows the local credential is a program and need not name an origin. */
export function guardChanges(rule: OriginRule, fromElsewhere: ReadonlySet<string> = new Set()): RequestHandler {
  return (request, _response, next) => {
    const isElsewhere = request.method === 'POST' && fromElsewhere.has(request.baseUrl + request.path);
    if (request.method === 'GET' || request.method === 'HEAD' || isElsewhere) {
      next();
      return;
    }
    if (request.method !== 'POST') throw new HandrailError('not-found', { path: request.path });
    if (request.headers.authorization === undefined) requireOwnOrigin(rule, request.headers);
    else refuseForeignOrigin(rule, request.headers);
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json' || request.headers['x-handrail'] !== '1') throw new HandrailError('header-missing');
    next();
  };
}
