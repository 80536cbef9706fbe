/**
 * Opens WebSockets, and refuses most. An upgrade is a GET, so what guards changes does not guard it: path, host, exact
 * origin, subprotocol and login are checked here before there is a socket, and the ticket after.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { HandrailError, httpStatus } from '../../common/errors.ts';
import { maxClientMessageBytes, subprotocol } from '../../common/protocol/client-message.ts';
import { isOurHost, type OriginRule, refuseForeignOrigin, requireOwnOrigin } from '../auth/origin.ts';
import { type Principal, requireRight } from '../auth/principal.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import type { Quotas } from '../config/web.ts';
import type { Metrics } from '../http/metrics.ts';
import { fetchMetadata, isOwnUpgrade } from '../http/middleware/fetch-metadata.ts';
import { identify, type IdentityDeps } from '../http/middleware/identity.ts';
import { usualQuotas } from '../runs/quotas.ts';
import { Connection, type ConnectionDeps } from './connection.ts';

export interface GatewayDeps extends ConnectionDeps, IdentityDeps {
  originRule: OriginRule;
  metrics: Metrics;
  quotas?: Quotas;
}

export interface Gateway {
  /** Closes every socket, as when the server ends: pages come back by themselves. */
  close(): void;
}

export const streamPath = '/api/stream';
/** A network that is gone is noticed after two of these. */
const heartbeatMs = 20_000;

/** Takes the HTTP server and everything it needs; opens sockets on it until closed. */
export function openGateway(server: Server, deps: GatewayDeps): Gateway {
  // Twice the limit, so that a message somewhat too big is told so; beyond that ws itself closes with 1009.
  const sockets = new WebSocketServer({
    noServer: true, maxPayload: 2 * maxClientMessageBytes, perMessageDeflate: false, clientTracking: false,
    handleProtocols: () => subprotocol,
  });
  const open = new Map<WebSocket, Connection>();
  const refusals = new RateLimit(deps.clock, 60, 1_000);

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    try {
      const { changes } = deps.sessions;
      const principal = await admit(request, deps);
      if (socket.destroyed) return;
      sockets.handleUpgrade(request, socket, head, (opened) => {
        const connection = welcome(opened, principal, open, deps);
        // Something ended or changed while they were looked up: it may have been theirs. Whose it was not comes again at once.
        if (deps.sessions.changes !== changes) connection.close(new HandrailError('rights-changed'));
      });
    } catch (error) {
      const known = error instanceof HandrailError ? error : new HandrailError('internal', { id: '-' });
      if (known !== error) deps.log.error({ err: error }, 'an upgrade failed');
      refuse(socket, known);
      if (known.code === 'origin-refused' && refusals.take('')) {
        deps.audit.write({ kind: 'origin-refused', origin: String(known.details.origin), path: streamPath });
      }
    }
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => { socket.destroy(); });
    upgrade(request, socket, head).catch((error: unknown) => { deps.log.error({ err: error }, 'an upgrade failed'); });
  };
  server.on('upgrade', onUpgrade);

  const offEnd = deps.sessions.onEnd((session) => {
    for (const connection of open.values()) {
      if (connection.principal.session === session && session !== '') connection.close(new HandrailError('not-logged-in'));
    }
  });
  const offChange = deps.sessions.onChange((person) => {
    for (const connection of open.values()) if (connection.principal.person.id === person) connection.close(new HandrailError('rights-changed'));
  });
  const heartbeat = setInterval(() => { void check(open, deps); }, heartbeatMs).unref();

  return {
    close: () => {
      clearInterval(heartbeat);
      offEnd();
      offChange();
      server.off('upgrade', onUpgrade);
      for (const socket of open.keys()) socket.close(1001, 'restarting');
      setTimeout(() => { for (const socket of open.keys()) socket.terminate(); }, 500).unref();
      sockets.close();
    },
  };
}

/** Takes a socket that was opened, whose it is, and those that are open; gives its connection. One too many for its person is closed. */
function welcome(socket: WebSocket, principal: Principal, open: Map<WebSocket, Connection>, deps: GatewayDeps): Connection {
  const connection = new Connection(socket, principal, deps);
  open.set(socket, connection);
  deps.metrics.socket(1);
  socket.on('close', () => {
    open.delete(socket);
    deps.metrics.socket(-1);
  });
  beat(socket);
  const theirs = [...open.values()].filter((one) => one.principal.person.id === principal.person.id);
  if (theirs.length > (deps.quotas ?? usualQuotas).sockets) connection.close(new HandrailError('too-fast'));
  return connection;
}

/** Gives who opens the socket. Throws the error that refuses it. */
async function admit(request: IncomingMessage, deps: GatewayDeps): Promise<Principal> {
  const { headers } = request;
  if (!isOurHost(deps.originRule, headers.host)) {
    throw new HandrailError('origin-refused', { origin: (headers.host ?? 'no host').replace(/[^\x21-\x7e]/g, '?').slice(0, 100), expected: deps.originRule.origin });
  }
  if (headers.authorization === undefined) requireOwnOrigin(deps.originRule, headers);
  else refuseForeignOrigin(deps.originRule, headers);
  if (!isOwnUpgrade(fetchMetadata(headers))) throw new HandrailError('origin-refused', { origin: 'a page that may not open sockets', expected: deps.originRule.origin });
  if (request.url !== streamPath) throw new HandrailError('not-found', { path: (request.url ?? '').split('?')[0]?.slice(0, 200) ?? '' });
  if (request.httpVersion !== '1.1') throw new HandrailError('bad-message', { why: 'a WebSocket begins with HTTP/1.1 (RFC 6455, section 4.2.1).' });
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (!offered.includes(subprotocol)) throw new HandrailError('bad-message', { why: `the subprotocol is ${subprotocol}.` });
  const principal = await identify(deps, headers);
  if (principal === null) throw new HandrailError('not-logged-in');
  requireRight(principal, 'view');
  return principal;
}

function refuse(socket: Duplex, error: HandrailError): void {
  const body = JSON.stringify({ error: error.toBody() });
  socket.end(`HTTP/1.1 ${httpStatus(error.code)} Refused\r\nConnection: close\r\nContent-Type: application/json\r\n`
    + `X-Content-Type-Options: nosniff\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

const answered = new WeakSet<WebSocket>();

function beat(socket: WebSocket): void {
  answered.add(socket);
  socket.on('pong', () => { answered.add(socket); });
}

/** Ends sockets whose network is gone or whose session has expired, and asks the others whether they are there. */
async function check(open: ReadonlyMap<WebSocket, Connection>, deps: GatewayDeps): Promise<void> {
  for (const [socket, connection] of open) {
    if (!answered.has(socket)) {
      socket.terminate();
      continue;
    }
    answered.delete(socket);
    socket.ping();
    const { via, session } = connection.principal;
    const holds = via === 'local' || await (via === 'token' ? deps.accounts.tokens : deps.sessions).holds(session);
    if (!holds) connection.close(new HandrailError('not-logged-in'));
  }
}
