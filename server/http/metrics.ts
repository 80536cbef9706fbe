/**
 * What Prometheus may ask: counts and times, by names from our own tables only. No person, parameter, path or group is ever
 * a label, so that the numbers tell nothing of anybody, and nobody outside can make more of them.
 */
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Audit } from '../audit/log.ts';
import type { Clock } from '../clock.ts';

export interface Metrics {
  /** Takes the record; gives it, with what is written counted by its kind. */
  counted(audit: Audit): Audit;
  /** Takes the path of a route as the table has it; gives the middleware that times it. */
  timed(route: string): RequestHandler;
  /** A socket was opened (1) or closed (-1). */
  socket(by: 1 | -1): void;
  /** Whether the record took what was last written to it, as far as that is of use: a failure is forgotten after half a minute. */
  recordWorks(): boolean;
  /** Takes what is asked for when somebody looks: how many runs go on, and which parts are well. */
  watch(look: () => Promise<{ going: number; ready: Readonly<Record<string, boolean>> }>): void;
  /** Gives all of it as Prometheus reads it. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Nothing may be written until somebody asks for something, and they are not sent here while we are not ready. Milliseconds. */
const failureHoldsMs = 30_000;

/** Seconds: from a page's data to a long download. */
const buckets = [0.005, 0.02, 0.1, 0.5, 2, 10];

/** Takes the clock; gives metrics of their own. `process` adds those of Node and the process. */
export function openMetrics(clock: Clock, process = true): Metrics {
  const registers = [new Registry()];
  const [register] = registers as [Registry];
  if (process) collectDefaultMetrics({ register, prefix: 'handrail_' });
  const requests = new Histogram({ name: 'handrail_http_request_seconds', help: 'Time to answer requests of the API.', labelNames: ['method', 'route', 'status'], buckets, registers });
  const events = new Counter({ name: 'handrail_audit_events_total', help: 'Events written to the record, by kind.', labelNames: ['kind'], registers });
  const failures = new Counter({ name: 'handrail_audit_failures_total', help: 'Events that could not be written, so that what they were about was not done.', registers });
  const ended = new Counter({ name: 'handrail_runs_ended_total', help: 'Runs that ended, by how.', labelNames: ['state', 'expected'], registers });
  const sockets = new Gauge({ name: 'handrail_sockets', help: 'Pages connected now.', registers });
  const going = new Gauge({ name: 'handrail_runs_going', help: 'Runs that go on or wait.', registers });
  const parts = new Gauge({ name: 'handrail_ready', help: 'Whether each part is well.', labelNames: ['part'], registers });
  let failedAt = Number.NEGATIVE_INFINITY;
  let look: Parameters<Metrics['watch']>[0] = () => Promise.resolve({ going: 0, ready: {} });
  return {
    contentType: register.contentType,
    counted: (audit) => ({
      ...audit,
      write: (event) => {
        try {
          audit.write(event);
        } catch (error) {
          failures.inc();
          failedAt = clock.now();
          throw error;
        }
        failedAt = Number.NEGATIVE_INFINITY;
        events.inc({ kind: event.kind });
        if (event.kind === 'run-ended') ended.inc({ state: event.state, expected: event.asExpected === null ? 'none' : String(event.asExpected) });
      },
    }),
    timed: (route) => (request, response, next) => {
      const end = requests.startTimer({ method: request.method === 'POST' ? 'POST' : 'GET', route });
      response.once('close', () => { end({ status: `${Math.floor(response.statusCode / 100)}xx` }); });
      next();
    },
    socket: (by) => { sockets.inc(by); },
    recordWorks: () => Math.abs(clock.now() - failedAt) > failureHoldsMs,
    watch: (given) => { look = given; },
    text: async () => {
      const now = await look();
      going.set(now.going);
      for (const [part, isWell] of Object.entries(now.ready)) parts.set({ part }, Number(isWell));
      return await register.metrics();
    },
  };
}
