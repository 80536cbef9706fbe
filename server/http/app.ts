/**
 * The HTTP side of Handrail: `createApp(deps)` gives an Express application. Every route stands in `routes`, each with who
 * may use it; what is not listed there does not exist.
 */
import express, { type Express, type RequestHandler } from 'express';
import { HandrailError } from '../../common/errors.ts';
import type { Approvals } from '../approvals/approvals.ts';
import type { Accounts } from '../auth/accounts.ts';
import type { Chat } from '../slack/chat.ts';
import type { OriginRule } from '../auth/origin.ts';
import { requireRight } from '../auth/principal.ts';
import type { RateLimit } from '../auth/rate-limit.ts';
import type { Tickets } from '../auth/ticket.ts';
import type { ChoicesDesk } from '../choices/choices.ts';
import type { ResultsStore } from '../freshness/results.ts';
import type { RunStarter, StartDeps } from '../runs/start.ts';
import type { Walkthroughs } from '../walkthroughs/walkthroughs.ts';
import { guardChanges } from './middleware/csrf.ts';
import { answerErrors } from './middleware/errors.ts';
import { guardFetches } from './middleware/fetch-metadata.ts';
import { neverStore, setHeaders } from './middleware/headers.ts';
import { requireOwnHost } from './middleware/host.ts';
import { identify, type IdentityDeps, setPrincipal } from './middleware/identity.ts';
import { keepToScope } from './middleware/scope.ts';
import { type Route, routes } from './routes.ts';
import { serveLinks } from '../links/serve.ts';
import { serveSite } from './site.ts';
import type { Web } from './web.ts';

export interface AppDeps extends StartDeps, IdentityDeps, Web {
  walkthroughs: Walkthroughs;
  originRule: OriginRule;
  starter: RunStarter;
  choices: ChoicesDesk;
  tickets: Tickets;
  accounts: Accounts;
  approvals: Approvals;
  chat: Chat;
  results: ResultsStore;
  /** what is wrong with the files of environments and of chat as they stand; what held before goes on */
  environmentProblems(): readonly string[];
  limits: { login: RateLimit; change: RateLimit };
  /** folder of the built site */
  site: string;
  /** the folder for everything kept */
  data: string;
  /** the folder of the record */
  record: string;
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
  const fromElsewhere = (method: Route['method']) => new Set(routes.filter((route) => route.fromElsewhere === true && route.method === method).map(({ path }) => path));
  app.use('/api', neverStore, guardFetches(deps.originRule, fromElsewhere('get')), guardChanges(deps.originRule, fromElsewhere('post')));
  for (const route of routes) {
    const handlers = [deps.metrics.timed(route.path), admit(deps, route), ...bodyOf(route), ...(route.who === 'anybody' ? [] : [keepToScope(route.path)]), answer(deps, route)];
    app[route.method](route.path, ...handlers);
  }
  app.use('/api', (request) => { throw new HandrailError('not-found', { path: request.originalUrl.split('?')[0]?.slice(0, 200) ?? '' }); });
  app.use(serveLinks(deps));
  app.use(serveSite(deps.site, deps.originRule.origin));
  app.use(answerErrors(deps));
  return app;
}

/** Our pages send JSON; an identity provider sends a form, which has no more than a token in it; what is signed is taken as it came. */
function bodyOf({ method, largest, raw, fromElsewhere }: Route): RequestHandler[] {
  if (method === 'get') return [];
  if (raw !== undefined) return [express.raw({ limit: raw, type: () => true, inflate: false })];
  return [fromElsewhere === true ? express.urlencoded({ limit: 64 * 1024, parameterLimit: 10, extended: false }) : express.json({ limit: largest ?? largestBody, strict: true })];
}

/** Lets in whom the route is for. */
function admit(deps: AppDeps, { who, method, notByToken }: Route): RequestHandler {
  return async (request, response, next) => {
    if (who !== 'anybody') {
      const principal = await identify(deps, request.headers);
      if (principal === null || (who === 'local' && principal.via !== 'local')) throw new HandrailError('not-logged-in');
      if (who !== 'local' && who !== 'person') requireRight(principal, who);
      if (notByToken === true && principal.via === 'token') throw new HandrailError('not-by-token');
      if (method === 'post' && !deps.limits.change.take(principal.person.id)) throw new HandrailError('too-fast');
      setPrincipal(response, principal);
    }
    next();
  };
}

function answer(deps: AppDeps, { handle }: Route): RequestHandler {
  return async (request, response) => { await handle(deps, request, response); };
}
