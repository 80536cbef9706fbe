/** How a gateway refuses: with a Status, whose message kubectl prints. */
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from './judgement.ts';

const reasons: Readonly<Record<Refusal['code'], string>> = { 400: 'BadRequest', 403: 'Forbidden', 404: 'NotFound', 503: 'ServiceUnavailable' };

function statusText({ code, message }: Refusal): string {
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: reasons[code], message, code });
}

/** Takes an answer that has not begun and why not; answers so. */
export function refuse(outgoing: ServerResponse, refusal: Refusal): void {
  if (outgoing.headersSent || outgoing.closed) {
    outgoing.destroy();
    return;
  }
  const body = statusText(refusal);
  outgoing.writeHead(refusal.code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  outgoing.end(body);
}

/**
 * Takes an answer that has not begun, whether discovery is asked, and why the API cannot be; answers so. Of discovery kubectl
 * tells no Status, only the text of a fault of the server (client-go, `newUnstructuredResponseError`).
 */
export function refuseUnreached(outgoing: ServerResponse, isDiscovery: boolean, message: string): void {
  if (!isDiscovery || outgoing.headersSent || outgoing.closed) refuse(outgoing, { code: 503, message });
  else outgoing.writeHead(502, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(message) }).end(message);
}

/** Takes the connection of a request to upgrade and why not; answers so and ends it. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = statusText(refusal);
  socket.end(`HTTP/1.1 ${refusal.code} ${reasons[refusal.code]}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
