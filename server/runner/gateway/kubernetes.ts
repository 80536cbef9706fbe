/**
 * The way from one run to its environment's Kubernetes: an HTTP/1.1 reverse proxy on a unix socket of the run's own, so
 * that each request is known to be this run's and this person's. It adds who the person is, takes out whatever the inside
 * claims to be, and records each request before it is sent on. Upgrades (exec, attach, port-forward) pass as raw bytes.
 */
import { chownSync } from 'node:fs';
import { createServer, request as send, Agent, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { backwardHeaders, onwardHeaders } from './headers.ts';

export interface KubernetesGateway {
  /** unix socket to listen on; in a folder closed to others */
  socket: string;
  /** user inside who connects; null for us */
  owner: number | null;
  /** unix socket of the environment's Kubernetes */
  upstream: string;
  person: string;
  /** Called before a request is sent on; a reason refuses it. A throw means that it could not be recorded: it is not sent. */
  admit(request: { method: string; url: string; upgrade: boolean }): string | null;
}

/** Takes what to connect; gives a function that closes the gateway and every connection through it. */
export async function openKubernetesGateway(gateway: KubernetesGateway): Promise<() => void> {
  const agent = new Agent({ keepAlive: true });
  // kubectl watches and follows for hours; the run's own time limit ends it.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 });
  const tunnels = new Set<Duplex>();
  server.on('request', (from, to) => {
    if (refused(gateway, from, false, (status, reason) => answer(to, status, reason))) return;
    forward(gateway, agent, from, to);
  });
  server.on('upgrade', (from, client: Duplex, head: Buffer) => {
    if (refused(gateway, from, true, (status, reason) => client.end(rawAnswer(status, reason)))) return;
    tunnel(gateway, from, client, head, tunnels);
  });
  await listen(server, gateway.socket);
  if (gateway.owner !== null) chownSync(gateway.socket, gateway.owner, -1);
  return () => {
    server.close();
    server.closeAllConnections();
    for (const stream of tunnels) stream.destroy();
    agent.destroy();
  };
}

function refused(gateway: KubernetesGateway, from: IncomingMessage, upgrade: boolean, refuse: (status: number, reason: string) => void): boolean {
  try {
    const reason = gateway.admit({ method: from.method ?? '', url: from.url ?? '', upgrade });
    if (reason === null) return false;
    refuse(403, reason);
  } catch (error) {
    refuse(503, `This request could not be recorded, so it was not sent: ${(error as Error).message}.`);
  }
  return true;
}

function forward(gateway: KubernetesGateway, agent: Agent, from: IncomingMessage, to: ServerResponse): void {
  const onward = send({
    socketPath: gateway.upstream, agent, method: from.method, path: from.url, headers: onwardHeaders(from.headers, gateway.person, false),
  });
  onward.on('response', (response) => {
    to.writeHead(response.statusCode ?? 502, backwardHeaders(response.headers));
    // A watch answers long before its first event.
    to.flushHeaders();
    response.pipe(to);
    response.on('error', () => to.destroy());
  });
  onward.on('error', (error) => (to.headersSent ? to.destroy() : answer(to, 502, `The cluster does not answer: ${error.message}.`)));
  to.on('close', () => { if (!to.writableFinished) onward.destroy(); });
  from.pipe(onward);
}

function tunnel(gateway: KubernetesGateway, from: IncomingMessage, client: Duplex, head: Buffer, tunnels: Set<Duplex>): void {
  const upstream = connect(gateway.upstream);
  const ends: [Duplex, Duplex] = [client, upstream];
  for (const stream of ends) {
    tunnels.add(stream);
    stream.on('error', () => undefined);
    stream.on('close', () => {
      for (const other of ends) {
        tunnels.delete(other);
        if (other !== stream) other.end();
      }
    });
  }
  upstream.once('connect', () => {
    const headers = Object.entries(onwardHeaders(from.headers, gateway.person, true))
      .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`));
    upstream.write(`${from.method} ${from.url} HTTP/1.1\r\n${headers.join('')}\r\n`, 'latin1');
    upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
}

/** kubectl shows the message of a Status. */
function status(code: number, message: string): string {
  const reason = code === 403 ? 'Forbidden' : 'ServiceUnavailable';
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code });
}

function answer(to: ServerResponse, code: number, message: string): void {
  to.writeHead(code, { 'content-type': 'application/json' }).end(status(code, message));
}

function rawAnswer(code: number, message: string): string {
  const body = status(code, message);
  return `HTTP/1.1 ${code} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
}
