/**
 * The HTTP side of Handrail: `createApp(deps)` gives an Express application. Every route stands in `routes`, each with who
 * may use it; what is not listed there does not exist.
 */
import express, { type Express, type RequestHandler } from 'express';
import { HandrailError } from '../../common/errors.ts';
import type { OriginRule } from '../auth/origin.ts';
import type { RateLimit } from '../auth/rate-limit.ts';
import type { Tickets } from '../auth/ticket.ts';
import type { ResultsStore } from '../freshness/results.ts';
import type { RunStarter, StartDeps } from '../runs/start.ts';
import { guardChanges } from './middleware/csrf.ts';
import { answerErrors } from './middleware/errors.ts';
import { neverStore, setHeaders } from './middleware/headers.ts';
import { requireOwnHost } from './middleware/host.ts';
import { identify, type IdentityDeps, setPrincipal } from './middleware/identity.ts';
import { type Route, routes } from './routes.ts';
import { serveSite } from './site.ts';

export interface AppDeps extends StartDeps, IdentityDeps {
  originRule: OriginRule;
  starter: RunStarter;
  tickets: Tickets;
  results: ResultsStore;
  limits: { login: RateLimit; change: RateLimit };
  /** folder of the built site */
  site: string;
  /** the folder for everything kept */
  data: string;
}

/** The largest request is a step with every parameter as long as it may be. */
const largestBody = 256 * 1024;

/** Takes everything it needs; gives the application. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Only `?a=b`: nested values are nothing any route takes.
  app.set('query parser', 'simple');
  app.use(setHeaders(deps.originRule.origin.startsWith('https:')), requireOwnHost(deps.originRule));
  app.use('/api', neverStore, guardChanges(deps.originRule));
  for (const route of routes) {
    const handlers = [admit(deps, route), ...(route.method === 'post' ? [express.json({ limit: route.largest ?? largestBody, strict: true })] : []), answer(deps, route)];
    app[route.method](route.path, ...handlers);
  }
  app.use('/api', (request) => { throw new HandrailError('not-found', { path: request.originalUrl.split('?')[0]?.slice(0, 200) ?? '' }); });
  app.use(serveSite(deps.site, deps.originRule.origin));
  app.use(answerErrors(deps));
  return app;
}

/** Lets in whom the route is for. */
function admit(deps: AppDeps, { who, method }: Route): RequestHandler {
  return async (request, response, next) => {
    if (who !== 'anybody') {
      const principal = await identify(deps, request.headers);
      if (principal === null || (who === 'local' && principal.via !== 'local')) throw new HandrailError('not-logged-in');
      if (method === 'post' && !deps.limits.change.take(principal.person.id)) throw new HandrailError('too-fast');
      setPrincipal(response, principal);
    }
    next();
  };
}

function answer(deps: AppDeps, { handle }: Route): RequestHandler {
  return async (request, response) => { await handle(deps, request, response); };
}
