/**
 * The front door of a world: one unix socket that speaks the protocol of an HTTP proxy, so that programs in its sandboxes
 * reach the world's sites by their real addresses. `CONNECT host:443` is answered by ourselves, TLS included; so is
 * `GET http://host/…`. It leads nowhere else. Whoever holds the socket is a hostile client.
 */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { createServer as createSecureServer } from 'node:tls';
import type { Log } from '../../log.ts';
import { readConnect, readTarget } from './address.ts';
import type { Certificate } from './certificate.ts';
import { type Site, siteFor } from './site.ts';

export interface FrontOptions {
  /** where to listen; who may open its folder may use it */
  socket: string;
  certificate: Certificate;
  sites: readonly Site[];
  log: Log;
}

export interface Front {
  readonly socket: string;
  /** Ends at once, whatever is open. */
  close(): Promise<void>;
}

/** What one world may hold open and how long it may take, in milliseconds and bytes. */
export const bounds = Object.freeze({ connections: 128, headerBytes: 16 * 1024, headers: 10_000, handshake: 10_000, idle: 5_000, request: 600_000, stalled: 300_000 });
/** How often connections are looked at for being late. */
const checkEvery = 2_000;
/** Characters of an unknown host that are told back: they stand in the status line, for which some clients have little room. */
const mostOfHost = 100;
/** Hosts that are an inner matter of Handrail's own programs, and not told of. */
const inner = '.practice.internal';

/** Takes where to listen, the certificate and the sites; gives the front door once it listens. Throws when it cannot. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const { socket } = options;
  const open = new Set<Duplex>();
  const server = createServer({
    maxHeaderSize: bounds.headerBytes, headersTimeout: bounds.headers, requestTimeout: bounds.request, keepAliveTimeout: bounds.idle,
    connectionsCheckingInterval: checkEvery,
  }, (request, response) => { answer(request, response, options); });
  server.maxConnections = bounds.connections;
  server.timeout = bounds.stalled;
  server.on('connection', (connection: Duplex) => {
    open.add(connection);
    connection.on('error', () => connection.destroy());
    connection.once('close', () => open.delete(connection));
  });
  const secure = secureServer(options.certificate, server);
  server.on('connect', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    // TLS within TLS, some sixty deep, is more than the stack of this process holds.
    const inside = 'encrypted' in request.socket;
    const refusal = inside ? 'Ask for that on a connection of its own: this one leads to a site already.' : refuseConnect(request.url ?? '', options.sites);
    if (refusal !== null) {
      refuse(connection, refusal);
      return;
    }
    connection.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) connection.unshift(head);
    secure.emit('connection', connection);
  });
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  // Sandboxes are users of their own; only the socket itself is put into them.
  chmodSync(socket, 0o666);
  return {
    socket,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of open) connection.destroy();
      await closed;
      rmSync(socket, { force: true });
    },
  };
}

/** Ends TLS; what is inside goes to the same server, with the same bounds. */
function secureServer({ key, chain }: Certificate, server: Server): ReturnType<typeof createSecureServer> {
  const secure = createSecureServer({ key, cert: chain, ALPNProtocols: ['http/1.1'], handshakeTimeout: bounds.handshake }, (connection) => {
    server.emit('connection', connection);
  });
  // Of a connection it has not accepted itself, it only says that no TLS came of it, or not in time.
  secure.on('tlsClientError', (_error, connection) => { connection.destroy(); });
  return secure;
}

/** Takes the target of a CONNECT; gives null when it may go on, else the sentence that says why not. */
function refuseConnect(target: string, sites: readonly Site[]): string | null {
  const asked = readConnect(target);
  if (asked === null) return 'That is no host and port.';
  if (!sites.some(({ hosts }) => hosts.includes(asked.host))) return stranger(asked.host, sites);
  return asked.port === 443 ? null : `${asked.host} is there on port 443 only, in the practice world.`;
}

function stranger(host: string, sites: readonly Site[]): string {
  const known = [...new Set(sites.flatMap(({ hosts }) => hosts))].filter((name) => !name.endsWith(inner)).sort();
  return `${host.slice(0, mostOfHost)} is not part of the practice world. There are: ${known.join(', ') || 'none'}.`;
}

/** The sentence is the reason too: it is all that many clients show of an answer to CONNECT. */
function refuse(connection: Duplex, sentence: string): void {
  connection.end(`HTTP/1.1 403 ${sentence}\r\nContent-Type: text/plain\r\nContent-Length: ${sentence.length + 1}\r\nConnection: close\r\n\r\n${sentence}\n`);
}

function answer(request: IncomingMessage, response: ServerResponse, { sites, log }: FrontOptions): void {
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const secure = 'encrypted' in request.socket;
  const asked = readTarget(request.url ?? '', request.headers.host, secure);
  if (asked === null) {
    say(response, 400, 'This is the proxy of a practice world: ask it for a whole address, such as http://github.com/, without a port.');
    return;
  }
  const site = siteFor(sites, asked.host, asked.path);
  if (site === null) {
    const known = sites.some(({ hosts }) => hosts.includes(asked.host));
    say(response, known ? 404 : 403, known ? `${asked.host} has no such page in the practice world.` : stranger(asked.host, sites));
    return;
  }
  request.url = asked.path;
  request.headers.host = asked.host;
  Promise.resolve().then(() => site.handle(request, response)).catch((error: unknown) => {
    const id = randomUUID();
    log.error({ err: error, id, host: asked.host }, 'a site of a practice world failed');
    if (response.headersSent) response.destroy();
    else say(response, 500, `The practice world failed to answer; Handrail's log has the reason under ${id}.`);
  });
}

function say(response: ServerResponse, status: number, sentence: string): void {
  // What is still to come of the request is not wanted.
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(`${sentence}\n`);
}
