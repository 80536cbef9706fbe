/** Every route of the API, with who may use it. A route that is not here does not exist; a test goes through them all. */
import type { Request, Response } from 'express';
import type { AppDeps } from './app.ts';
import { health } from './routes/health.ts';
import { invite, logIn, loginLink, logOut, session, ticket } from './routes/login.ts';
import { listRuns, preview, readOutput, readRun, startRun, stopRun } from './routes/runs.ts';
import { readStep } from './routes/steps.ts';
import { resetOwnPractice, resetOwnWorkspace } from './routes/workspaces.ts';

export interface Route {
  method: 'get' | 'post';
  path: string;
  /** anybody; whoever is logged in; or whoever can read the local credential on this machine */
  who: 'anybody' | 'person' | 'local';
  handle(deps: AppDeps, request: Request, response: Response): Promise<void>;
}

export const routes: readonly Route[] = [
  { method: 'get', path: '/api/health', who: 'anybody', handle: health },
  { method: 'post', path: '/api/login', who: 'anybody', handle: logIn },
  { method: 'post', path: '/api/logout', who: 'person', handle: logOut },
  { method: 'get', path: '/api/session', who: 'person', handle: session },
  { method: 'post', path: '/api/tickets', who: 'person', handle: ticket },
  { method: 'post', path: '/api/invites', who: 'local', handle: invite },
  { method: 'post', path: '/api/login-links', who: 'local', handle: loginLink },
  { method: 'get', path: '/api/steps/:runbook/:step', who: 'person', handle: readStep },
  { method: 'post', path: '/api/preview', who: 'person', handle: preview },
  { method: 'get', path: '/api/runs', who: 'person', handle: listRuns },
  { method: 'post', path: '/api/runs', who: 'person', handle: startRun },
  { method: 'get', path: '/api/runs/:id', who: 'person', handle: readRun },
  { method: 'get', path: '/api/runs/:id/output', who: 'person', handle: readOutput },
  { method: 'post', path: '/api/runs/:id/stop', who: 'person', handle: stopRun },
  { method: 'post', path: '/api/workspaces/reset', who: 'person', handle: resetOwnWorkspace },
  { method: 'post', path: '/api/practice/reset', who: 'person', handle: resetOwnPractice },
];
