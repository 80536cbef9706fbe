/** The practice control API: HTTP and JSON over a unix socket that only the runner opens. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { HandrailError, httpStatus } from '../../common/errors.ts';
import type { Log } from '../log.ts';
import { isWorldId, type Worlds } from './worlds.ts';

/** Grows when what is said here changes in a way the runner must know. */
export const protocol = 1;

/** Takes the worlds and a log; gives the listener of the control socket. */
export function createControl(worlds: Pick<Worlds, 'ensure' | 'reset'>, log: Log): RequestListener {
  return (request, response) => {
    request.resume();
    answer(request, response, worlds).catch((error: unknown) => fail(response, error, log));
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, worlds: Pick<Worlds, 'ensure' | 'reset'>): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://practice');
  if (request.method === 'GET' && pathname === '/health') {
    send(response, 200, { protocol, pid: process.pid });
    return;
  }
  const id = /^\/worlds\/([^/]+)$/.exec(pathname)?.[1];
  if (id === undefined || !['PUT', 'DELETE'].includes(request.method ?? '')) throw new HandrailError('not-found', { path: pathname });
  if (!isWorldId(id)) throw new HandrailError('bad-message', { why: `\`${id}\` cannot name a world: use lower-case letters, digits and hyphens.` });
  if (request.method === 'DELETE') {
    await worlds.reset(id);
    response.writeHead(204).end();
    return;
  }
  const { socket, contexts } = await worlds.ensure(id);
  send(response, 200, { socket, contexts });
}

function fail(response: ServerResponse, error: unknown, log: Log): void {
  const id = randomUUID();
  if (!(error instanceof HandrailError)) log.error({ err: error, id }, 'the practice control API failed');
  const known = error instanceof HandrailError ? error : new HandrailError('internal', { id });
  if (response.headersSent) response.destroy();
  else send(response, httpStatus(known.code), { error: known.toBody() });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
