/**
 * The Kubernetes gateway of one run: a reverse proxy on a unix socket that only that run's sandbox is led to. Whoever
 * speaks through it is the person who started the run, whatever headers the sandbox sends; the sandbox itself holds no
 * credential. What a request does is judged by its method, path and query (kubernetes/asked.ts), and refused when that is
 * more than the step declares or the endpoint offers. HTTP/1.1 and upgrades (exec, attach, port-forward) pass; every request
 * is told to `onRequest` first.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { chmodSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { GatewayOptions } from './kubernetes/admit.ts';
import { passUpgrade } from './kubernetes/pass-upgrade.ts';
import { pass } from './kubernetes/pass.ts';

export interface Gateway {
  readonly socket: string;
  close(): void;
}

/** A command stands in the path of an exec; Go's servers take 1 MiB of headers. */
const mostHeaderBytes = 64 * 1024;
/** Of one run at a time. kubectl opens a few; a flood must not use up the runner's descriptors. */
const mostConnections = 500;

/** Takes where to listen, the contexts and what the step may do; gives the gateway once it listens. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const server = createServer({ maxHeaderSize: mostHeaderBytes }, (incoming, outgoing) => {
    pass(options, incoming, outgoing).catch(() => outgoing.destroy());
  });
  const open = new Set<Duplex>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    passUpgrade(options, incoming, socket, head).catch(() => socket.destroy());
  });
  // Watches and followed logs last as long as they like.
  server.requestTimeout = 0;
  server.maxConnections = mostConnections;
  await listen(server, options.socket);
  return {
    socket: options.socket,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
      for (const { upstream } of options.contexts.values()) upstream.close();
    },
  };
}

async function listen(server: Server, socket: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  // The sandbox may be another user; the folder above is closed to everybody else.
  chmodSync(socket, 0o666);
}
