/**
 * The unix socket of a world's Kubernetes API: each context under `/contexts/<name>`. Who can open the socket may do
 * everything in this world, and nothing anywhere else.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { HandrailError } from '../../common/errors.ts';
import type { Log } from '../log.ts';
import type { WorldContexts } from './world-contexts.ts';

export interface WorldApi {
  /** No connection is taken any more; `ended` resolves when all are closed, `cut` closes those that are open. */
  stop(): { ended: Promise<void>; cut(): void };
}

/** A unix socket's path may have at most 107 bytes (`man 7 unix`); a longer one would be cut off in silence. */
const longestPath = 107;
/** Bytes of answers that nobody has read yet, of a whole world: a list may have 16 MiB, and stays in memory until it is read. */
const mostUnread = 128 * 1024 * 1024;
/** Connections to a world at a time. */
const mostConnections = 1000;

/** Takes the contexts and a path; gives the API listening there, to its owner only. Throws when it cannot listen. */
export async function openWorldApi(contexts: WorldContexts, socket: string, log: Log): Promise<WorldApi> {
  if (Buffer.byteLength(socket) > longestPath) throw new HandrailError('bad-config', { why: `${socket} is too long for a socket: at most ${longestPath} bytes. Set TMPDIR to a shorter folder.` });
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  rmSync(socket, { force: true });
  const connections = new Set<Socket>();
  const server = createServer((request, response) => {
    const unread = [...connections].reduce((sum, connection) => sum + connection.writableLength, 0);
    if (unread > mostUnread) refuse(response, 429, 'TooManyRequests', `more than ${mostUnread / 1024 ** 2} MiB of answers of this world wait to be read: end the commands that do not read theirs, and try again`);
    else void answer(request, response, contexts, log);
  });
  server.maxConnections = mostConnections;
  // Watches and followed logs stay open for as long as somebody looks.
  server.requestTimeout = 0;
  server.on('upgrade', (request, stream, head) => { void upgrade(request, stream, head, contexts, log); });
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  await listen(server, socket);
  return {
    stop() {
      const ended = new Promise<void>((resolve) => server.close(() => resolve())).then(() => { rmSync(socket, { force: true }); });
      return { ended, cut: () => connections.forEach((connection) => connection.destroy()) };
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, contexts: WorldContexts, log: Log): Promise<void> {
  const name = contextOf(request);
  if (name === null || !contexts.has(name)) {
    refuse(response, 404, 'NotFound', astray(name, request.url ?? '/'));
    return;
  }
  try {
    const { context, release } = await contexts.use(name);
    response.once('close', release);
    if (response.closed) release();
    else context.cluster.handle(request, response);
  } catch (error) {
    log.error({ err: error, context: name }, 'a context cannot be opened');
    refuse(response, 503, 'ServiceUnavailable', `the practice cluster ${name} could not be opened; the log says why`);
  }
}

async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, contexts: WorldContexts, log: Log): Promise<void> {
  const name = contextOf(request);
  const mute = (): void => undefined;
  stream.on('error', mute);
  if (name === null || !contexts.has(name)) {
    stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    return;
  }
  try {
    const { context, release } = await contexts.use(name);
    stream.once('close', release);
    if (stream.closed) release();
    else context.cluster.upgrade(request, stream, head);
  } catch (error) {
    log.error({ err: error, context: name }, 'a context cannot be opened');
    stream.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
  }
}

/** Gives the context a request is for, and takes it off the path. */
function contextOf(request: IncomingMessage): string | null {
  const found = /^\/contexts\/([^/?]+)(\/.*)$/.exec(request.url ?? '');
  if (found === null) return null;
  request.url = found[2] ?? '/';
  return found[1] ?? null;
}

/** kubectl puts what follows `--raw` in place of the whole path of its server (client-go, `Request.RequestURI`). */
function astray(context: string | null, path: string): string {
  if (context !== null) return `there is no context ${context.slice(0, 100)} in this world: \`kubectl config get-contexts\` lists those that are there`;
  const [bare = ''] = path.slice(0, 100).split('?');
  return `paths of this API begin with /contexts/<name>. kubectl adds that by itself, but not to --raw: write --raw "/contexts/$(kubectl config current-context)${bare}"`;
}

function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, code, message };
  response.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(status));
}

async function listen(server: Server, socket: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  chmodSync(socket, 0o600);
}
