/**
 * The Kubernetes gateway of one run: a reverse proxy on a unix socket that only that run's sandbox is led to. Whoever
 * speaks through it is the person who started the run, whatever headers the sandbox sends; the sandbox itself holds no
 * credential. HTTP/1.1 and upgrades (exec, attach, port-forward) pass; every request is told to `onRequest` first.
 */
import { type ClientRequest, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { chmodSync } from 'node:fs';
import type { Duplex } from 'node:stream';

export interface GatewayRequest {
  method: string;
  /** path and query as asked for, without any header */
  path: string;
  upgrade: boolean;
}

export interface GatewayOptions {
  /** where to listen; the folder must exist and be ours alone */
  socket: string;
  /** unix socket of the API to pass requests on to */
  upstream: string;
  person: string;
  /** Called before a request is passed on. When it throws, the request is refused. */
  onRequest(request: GatewayRequest): void;
  /** Called when the API could not be asked, or broke off before it answered. */
  onFailure(error: Error, request: GatewayRequest): void;
}

export interface Gateway {
  readonly socket: string;
  close(): void;
}

/** Headers by which a client says who it is, or that belong to one connection only. */
const dropped = /^(authorization|proxy-authorization|cookie|impersonate-.*|x-remote-.*|x-forwarded-.*|forwarded|host|keep-alive|te|trailer|proxy-connection)$/;
const hopByHop = /^(connection|upgrade|transfer-encoding)$/;
/** An upgrade has no body: bytes that a length announces would be taken from what comes after it. */
const bodily = /^(content-length|transfer-encoding)$/;

/** Takes a request's raw headers and a person; gives the headers to pass on. Pure. */
export function passedHeaders(raw: readonly string[], person: string, upgrade: boolean): [string, string][] {
  const passed: [string, string][] = [['Host', 'kubernetes'], ['Impersonate-User', person]];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const lower = name.toLowerCase();
    const value = raw[at + 1] ?? '';
    if (dropped.test(lower) || (upgrade ? bodily : hopByHop).test(lower)) continue;
    // A name listed here would be dropped further on: the person's, for one.
    passed.push(lower === 'connection' ? [name, 'Upgrade'] : [name, value]);
  }
  return passed;
}

/** Takes where to listen and where to pass on; gives the gateway once it listens. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const server = createServer((incoming, outgoing) => { pass(options, incoming, outgoing); });
  const open = new Set<Duplex>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => { passUpgrade(options, incoming, socket, head); });
  // Watches and followed logs last as long as they like.
  server.requestTimeout = 0;
  await listen(server, options.socket);
  return {
    socket: options.socket,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
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

function pass(options: GatewayOptions, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = 'GET', url = '/' } = incoming;
  if (!url.startsWith('/')) {
    refuse(outgoing, 400, 'A request names a path, not another server.');
    return;
  }
  if (!isAdmitted(options, { method, path: url, upgrade: false })) {
    refuse(outgoing, 503, 'The request could not be recorded, so it was not made.');
    return;
  }
  const upstream = ask(options, incoming, false);
  // Node frames the body of a GET or DELETE only when told to. Unframed, its bytes would be the next request: an unrecorded
  // one, by whomever it says.
  if (incoming.headers['transfer-encoding'] !== undefined) upstream.setHeader('Transfer-Encoding', 'chunked');
  upstream.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  upstream.on('error', (error) => {
    if (outgoing.headersSent || outgoing.closed) outgoing.destroy();
    else {
      options.onFailure(error, { method, path: url, upgrade: false });
      refuse(outgoing, 503, 'The Kubernetes API does not answer. What was asked may have been done all the same: look before you repeat it.');
    }
  });
  outgoing.on('close', () => { if (!outgoing.writableFinished) upstream.destroy(); });
  incoming.pipe(upstream);
}

function ask({ upstream, person }: GatewayOptions, { method, url, rawHeaders }: IncomingMessage, upgrade: boolean): ClientRequest {
  const asked = request({ socketPath: upstream, method, path: url, agent: false, setHost: false });
  for (const [name, value] of passedHeaders(rawHeaders, person, upgrade)) asked.appendHeader(name, value);
  // Told to close, the API would do so as soon as it has answered, while Node still writes the nothing that ends a body: on a
  // unix socket that fails, and the answer would be lost. We close when it has come.
  if (!upgrade) asked.setHeader('Connection', 'keep-alive');
  return asked;
}

function endToEnd(raw: readonly string[]): string[] {
  return raw.flatMap((name, at) => (at % 2 === 0 && !hopByHop.test(name.toLowerCase()) && name.toLowerCase() !== 'keep-alive' ? [name, raw[at + 1] ?? ''] : []));
}

function isAdmitted(options: GatewayOptions, asked: GatewayRequest): boolean {
  try {
    options.onRequest(asked);
    return true;
  } catch {
    return false;
  }
}

/** kubectl prints the message of a Status. */
function refuse(outgoing: ServerResponse, code: 400 | 503, message: string): void {
  const reason = code === 400 ? 'BadRequest' : 'ServiceUnavailable';
  outgoing.writeHead(code, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message, code }));
}

/**
 * Once the API has agreed to an upgrade, its connection is bytes both ways, and nothing in it is looked at. Until then not a
 * byte of the sandbox passes: after a refusal the connection still speaks HTTP, and would take them for requests that nobody
 * recorded (as in CVE-2018-1002105).
 */
function passUpgrade(options: GatewayOptions, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method = 'GET', url = '/' } = incoming;
  socket.on('error', () => socket.destroy());
  if (!url.startsWith('/') || !isAdmitted(options, { method, path: url, upgrade: true })) {
    socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const upstream = ask(options, incoming, true);
  upstream.on('error', () => socket.destroy());
  socket.on('close', () => upstream.destroy());
  upstream.on('response', (answer) => {
    socket.write(beginning(answer, [...endToEnd(answer.rawHeaders), 'Connection', 'close']));
    answer.pipe(socket);
    answer.on('error', () => socket.destroy());
  });
  upstream.on('upgrade', (answer, far, farHead) => {
    far.on('error', () => socket.destroy());
    far.on('close', () => socket.destroy());
    socket.on('close', () => far.destroy());
    socket.write(beginning(answer, answer.rawHeaders));
    socket.write(farHead);
    far.write(head);
    socket.pipe(far);
    far.pipe(socket);
  });
  upstream.end();
}

function beginning({ statusCode = 502, statusMessage = '' }: IncomingMessage, raw: readonly string[]): string {
  const lines = raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1] ?? ''}\r\n`] : []));
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`;
}
