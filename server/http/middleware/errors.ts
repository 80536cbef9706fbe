/** Turns whatever a route throws into a status and a body of the error table. The one place where that happens. */
import type { ErrorRequestHandler } from 'express';
import { HandrailError, httpStatus } from '../../../common/errors.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';

/** Takes what it logs to and draws ids from; gives the last middleware. What is ours to mend is logged, never shown. */
export function answerErrors({ log, clock }: { log: Log; clock: Clock }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = error instanceof HandrailError ? error : ofBodyParser(error) ?? hidden(error, routeOf(request.route), log, clock);
    if (response.headersSent) {
      next(error);
      return;
    }
    if (known.code === 'too-fast') response.setHeader('Retry-After', '3');
    response.status(httpStatus(known.code)).json({ error: known.toBody() });
  };
}

function ofBodyParser(error: unknown): HandrailError | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  if (error.status === 413) return new HandrailError('message-too-big', { limit: 'limit' in error ? Number(error.limit) : 0 });
  if (error.status >= 400 && error.status < 500) return new HandrailError('bad-message', { why: 'it is not well-formed.' });
  return null;
}

/** The path as the table of routes has it: what was asked for in its place may be anything. */
function routeOf(route: unknown): string {
  return typeof route === 'object' && route !== null && 'path' in route ? String(route.path) : 'none';
}

function hidden(error: unknown, route: string, log: Log, clock: Clock): HandrailError {
  const id = Buffer.from(clock.random(6)).toString('hex');
  log.error({ id, route, err: error }, 'a request failed');
  return new HandrailError('internal', { id });
}
