/**
 * Commands in containers, over the WebSocket protocol v5.channel.k8s.io: the first byte of each binary message is its
 * channel. The command's end is one Status on the error channel, then close code 1000; kubectl takes any other ending
 * for a failure, whatever the Status said.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { ExecSession } from './kubelet.ts';
import { ApiError, badRequest } from './status.ts';

export const protocol = 'v5.channel.k8s.io';

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** What waits in the socket for a slow reader before the command's output is held back, and let go on. */
const highWater = 1024 * 1024;
const lowWater = 256 * 1024;
/** kubectl pings every 5 s; this finds readers that vanished without a word. */
const pingEvery = 15_000;

const server = new WebSocketServer({
  noServer: true, handleProtocols: () => protocol, maxPayload: 1024 * 1024, perMessageDeflate: false,
});

/** Takes a request to upgrade. Throws 400 unless it is a WebSocket that offers v5: any other would run the command twice. */
export function requireProtocol(request: IncomingMessage): void {
  if ((request.headers.upgrade ?? '').toLowerCase() !== 'websocket') {
    throw badRequest('this practice cluster speaks WebSocket only: use kubectl 1.30 or newer (`kubectl version --client`), and nothing between that takes away the Upgrade header');
  }
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  if (!offered.includes(protocol)) throw badRequest(`the client offers none of the stream protocols of this practice cluster (${protocol}): use kubectl 1.30 or newer`);
}

/** Takes a query; gives the command. Throws 400 when there is none. */
export function commandOf(query: URLSearchParams): string[] {
  const command = query.getAll('command');
  if (command.length === 0) throw badRequest('you must specify at least 1 command for the container');
  return command;
}

/** Takes a checked upgrade and what begins the command; joins the two until one of them ends. */
export function serveExec(request: IncomingMessage, socket: Duplex, head: Buffer, begin: () => ExecSession): void {
  server.handleUpgrade(request, socket, head, (ws) => {
    ws.on('error', () => { ws.terminate(); });
    join(ws, begin());
  });
}

function join(ws: WebSocket, session: ExecSession): void {
  const output = outlet(ws, session);
  session.onStdout((bytes) => { output(channels.stdout, bytes); });
  session.onStderr((bytes) => { output(channels.stderr, bytes); });
  session.onRoom(() => { ws.resume(); });
  session.onExit((status, message) => {
    ws.resume();
    ws.send(framed(channels.error, Buffer.from(JSON.stringify(endStatus(status, message)))));
    ws.close(1000);
  });
  ws.on('message', (data, isBinary) => {
    if (!isBinary) return ws.close(1003, 'text frames have no channel');
    // A command that does not read must not make us hold what is meant for it.
    if (!receive(session, bytesOf(data))) ws.pause();
  });
  const ping = setInterval(() => { ws.ping(); }, pingEvery).unref();
  ws.on('close', () => {
    clearInterval(ping);
    session.kill();
  });
}

/** Tells whether the session has room for more. */
function receive(session: ExecSession, message: Buffer): boolean {
  const body = message.subarray(1);
  switch (message[0]) {
    case channels.stdin:
      return body.length === 0 || session.write(body);
    case channels.resize: {
      const size = sizeOf(body.toString());
      if (size) session.resize(size.cols, size.rows);
      break;
    }
    case channels.close:
      if (body[0] === channels.stdin) session.endInput();
      break;
    default:
  }
  return true;
}

function sizeOf(text: string): { cols: number; rows: number } | null {
  const found = /"Width":(\d{1,5}),"Height":(\d{1,5})/.exec(text);
  const [cols, rows] = [Number(found?.[1]), Number(found?.[2])];
  return cols >= 1 && rows >= 1 ? { cols, rows } : null;
}

/** Gives what sends output and holds the session back while much of it waits: `ws` itself would take all there is. */
function outlet(ws: WebSocket, session: ExecSession): (channel: number, bytes: Uint8Array) => void {
  let paused = false;
  return (channel, bytes) => {
    if (bytes.length === 0 || ws.readyState !== ws.OPEN) return;
    ws.send(framed(channel, bytes), () => {
      if (!paused || ws.bufferedAmount > lowWater) return;
      paused = false;
      session.resume();
    });
    if (paused || ws.bufferedAmount < highWater) return;
    paused = true;
    session.pause();
  };
}

function framed(channel: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(channel), bytes]);
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}

/** Takes how a command ended; gives the Status kubectl makes its own exit status from. */
export function endStatus(status: number | null, message?: string): object {
  if (status === 0) return { metadata: {}, status: 'Success' };
  if (status === null) {
    return { metadata: {}, status: 'Failure', reason: 'InternalError', code: 500, message: message ?? 'the command could not run' };
  }
  return {
    metadata: {}, status: 'Failure', reason: 'NonZeroExitCode', message: `command terminated with non-zero exit code: ${message ?? `exit status ${status}`}`,
    details: { causes: [{ reason: 'ExitCode', message: String(status) }] },
  };
}

/** Takes the socket of an upgrade that is refused and the Status; answers as HTTP. */
export function refuseUpgrade(socket: Duplex, error: ApiError, status: object): void {
  const body = JSON.stringify(status);
  socket.end(`HTTP/1.1 ${error.code} ${error.reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}
