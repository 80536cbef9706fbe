/** The practice control API: HTTP and JSON over a unix socket that only the runner opens. Every route stands in `routes`. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HandrailError, httpStatus } from '../../common/errors.ts';
import type { Log } from '../log.ts';
import { mostSnapshots } from './snapshots.ts';
import { isWorldId, type Worlds } from './worlds.ts';

/** Grows when what is said here changes in a way the runner must know. */
export const protocol = 1;

export type ControlledWorlds = Pick<Worlds, 'ensure' | 'reset' | 'snapshots' | 'save' | 'restore' | 'forget'>;

interface Asked {
  worlds: ControlledWorlds;
  /** id of the world */
  id: string;
  /** what stands for `:name` in the path */
  name: string;
  body: unknown;
}

interface Route {
  method: string;
  path: RegExp;
  /** what to answer; undefined for nothing */
  act(asked: Asked): Promise<unknown>;
}

/** Requests are small: names and numbers. */
const largestBody = 16 * 1024;

const passBody = z.strictObject({ ms: z.number(), inMs: z.number() });
const startBody = z.strictObject({ fresh: z.boolean().default(false) });

const routes: readonly Route[] = [
  {
    method: 'PUT', path: /^$/,
    async act({ worlds, id }) {
      const { socket, contexts, front, tools, time } = await worlds.ensure(id);
      return { socket, contexts, front, time, ...(tools === null ? {} : { tools }) };
    },
  },
  { method: 'DELETE', path: /^$/, act: async ({ worlds, id }) => { await worlds.reset(id); } },
  { method: 'GET', path: /^\/glance$/, act: async ({ worlds, id }) => (await worlds.ensure(id)).glance() },
  {
    method: 'POST', path: /^\/clock$/,
    async act({ worlds, id, body }) {
      const { ms, inMs } = parse(passBody, body);
      const world = await worlds.ensure(id);
      try {
        await world.clock.pass(ms, inMs);
      } catch (error) {
        if (error instanceof RangeError) throw new HandrailError('practice-refused', { why: `Time cannot pass like that: ${error.message}` });
        throw error;
      }
      return world.glance().clock;
    },
  },
  { method: 'GET', path: /^\/snapshots$/, act: ({ worlds, id }) => Promise.resolve({ snapshots: worlds.snapshots(id), most: mostSnapshots }) },
  { method: 'PUT', path: /^\/snapshots\/(?<name>[^/]+)$/, act: ({ worlds, id, name }) => worlds.save(id, name) },
  { method: 'POST', path: /^\/snapshots\/(?<name>[^/]+)\/restore$/, act: async ({ worlds, id, name }) => { await worlds.restore(id, name); } },
  { method: 'DELETE', path: /^\/snapshots\/(?<name>[^/]+)$/, act: async ({ worlds, id, name }) => { await worlds.forget(id, name); } },
  { method: 'GET', path: /^\/scenarios$/, act: async ({ worlds, id }) => (await worlds.ensure(id)).scenarios.list() },
  {
    method: 'POST', path: /^\/scenarios\/(?<name>[^/]+)\/start$/,
    async act({ worlds, id, name, body }) {
      if (parse(startBody, body).fresh) await worlds.reset(id);
      return await (await worlds.ensure(id)).scenarios.start(name);
    },
  },
  { method: 'POST', path: /^\/scenarios\/(?<name>[^/]+)\/check$/, act: async ({ worlds, id, name }) => await (await worlds.ensure(id)).scenarios.check(name) },
  { method: 'POST', path: /^\/scenarios\/(?<name>[^/]+)\/hint$/, act: async ({ worlds, id, name }) => (await worlds.ensure(id)).scenarios.hint(name) },
  { method: 'POST', path: /^\/scenarios\/(?<name>[^/]+)\/reset$/, act: async ({ worlds, id }) => { await worlds.reset(id); } },
];

/** Takes the worlds, a log, and what else to say of the process's health; gives the listener of the control socket. */
export function createControl(worlds: ControlledWorlds, log: Log, health: () => object = () => ({})): RequestListener {
  return (request, response) => {
    if (request.method === 'GET' && request.url === '/health') {
      send(response, 200, { protocol, pid: process.pid, ...health() });
      return;
    }
    answer(request, response, worlds).catch((error: unknown) => fail(response, error, log));
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, worlds: ControlledWorlds): Promise<void> {
  const body = await read(request);
  const { pathname } = new URL(request.url ?? '/', 'http://practice');
  const [, id, rest = ''] = /^\/worlds\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
  const route = routes.find(({ method, path }) => method === request.method && path.test(rest));
  if (id === undefined || route === undefined) throw new HandrailError('not-found', { path: pathname });
  if (!isWorldId(id)) throw new HandrailError('bad-message', { why: `\`${id}\` cannot name a world: use lower-case letters, digits and hyphens.` });
  const name = decode(route.path.exec(rest)?.groups?.['name'] ?? '');
  const said = await route.act({ worlds, id, name, body });
  if (said === undefined) response.writeHead(204).end();
  else send(response, 200, said);
}

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new HandrailError('message-too-big', { limit: largestBody });
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new HandrailError('bad-message', { why: 'it is no JSON.' });
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new HandrailError('bad-message', { why: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
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
