/**
 * One person's world: its contexts behind one unix socket, each under `/contexts/<name>`. Who can open the socket may do
 * everything in this world, and nothing anywhere else.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HandrailError } from '../../common/errors.ts';
import type { Log } from '../log.ts';
import { systemClock } from './cluster/clock.ts';
import { type Context, openContext } from './context.ts';
import type { WorldParts } from './parts.ts';
import type { Ground } from './pods/ground.ts';
import { contexts as seeds } from './seed/contexts.ts';

export interface World {
  /** unix socket of its Kubernetes API */
  readonly socket: string;
  readonly contexts: readonly { name: string; namespace: string }[];
  /** Saves everything and ends; a world opened in the same folder goes on from there. */
  close(): Promise<void>;
  /** Ends at once and saves nothing. */
  discard(): Promise<void>;
}

export interface WorldOptions {
  folder: string;
  socket: string;
  ground: Ground;
  log: Log;
}

/** Takes a folder, a socket and what pods share; gives the world as it was left in the folder, or a new one. */
export async function openWorld({ folder, socket, ground, log }: WorldOptions): Promise<World> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const open = new Map<string, Context>();
  const parts: WorldParts = {
    folder, clock: systemClock, ground, log,
    cluster: (name) => Promise.resolve(contextNamed(name).cluster),
    reach: (name, namespace, service, port) => Promise.resolve(contextNamed(name).reach(namespace, service, port)),
  };
  const contextNamed = (name: string): Context => {
    const context = open.get(name);
    if (context === undefined) throw new Error(`there is no context ${name} in this world`);
    return context;
  };
  const opened = await Promise.allSettled(seeds.map((seed, index) => openContext({
    seed, folder: join(folder, seed.name), sockets: `${socket}.${index}`, world: { time: null, shared: join(folder, 'shared') }, parts,
  })));
  const contexts = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  for (const context of contexts) open.set(context.name, context);
  let server: Server;
  const connections = new Set<Socket>();
  try {
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    server = await listen(contexts, socket);
    server.on('connection', (connection) => {
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
    });
  } catch (error) {
    await Promise.all(contexts.map((context) => context.discard()));
    throw error;
  }
  const end = async (how: 'close' | 'discard'): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    await Promise.all(contexts.map((context) => context[how]()));
    // Commands have ended and said so; what is still open now, watches and whoever does not listen, is cut.
    for (const connection of connections) connection.destroy();
    await closed;
    rmSync(socket, { force: true });
  };
  return {
    socket,
    contexts: seeds.map(({ name, namespace }) => ({ name, namespace })),
    close: () => end('close'),
    discard: () => end('discard'),
  };
}

/** A unix socket's path may have at most 107 bytes (`man 7 unix`); a longer one would be cut off in silence. */
const longestPath = 107;

async function listen(contexts: readonly Context[], socket: string): Promise<Server> {
  if (Buffer.byteLength(socket) > longestPath) throw new HandrailError('bad-config', { why: `${socket} is too long for a socket: at most ${longestPath} bytes. Set TMPDIR to a shorter folder.` });
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  rmSync(socket, { force: true });
  const server = createServer((request, response) => {
    const cluster = clusterFor(request, contexts);
    if (cluster !== null) {
      cluster.handle(request, response);
      return;
    }
    response.writeHead(404, { 'Content-Type': 'application/json' }).end(JSON.stringify(noContext));
  });
  // Watches and followed logs stay open for as long as somebody looks.
  server.requestTimeout = 0;
  server.on('upgrade', (request, stream, head) => {
    const cluster = clusterFor(request, contexts);
    if (cluster === null) stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    else cluster.upgrade(request, stream, head);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  chmodSync(socket, 0o600);
  return server;
}

const noContext = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'NotFound', code: 404, message: 'there is no such context in this world' };

/** Gives the cluster a request is for, and takes the context off its path. */
function clusterFor(request: IncomingMessage, contexts: readonly Context[]): Context['cluster'] | null {
  const found = /^\/contexts\/([^/?]+)(\/.*)$/.exec(request.url ?? '');
  const context = contexts.find(({ name }) => name === found?.[1]);
  if (context === undefined) return null;
  request.url = found?.[2] ?? '/';
  return context.cluster;
}
