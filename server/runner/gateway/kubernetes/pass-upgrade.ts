/**
 * Passes an admitted request to upgrade on. Once the API has agreed, its connection is bytes both ways, and nothing in it is
 * looked at. Until then not a byte of the sandbox passes: after a refusal the connection still speaks HTTP, and would take
 * them for requests that nobody recorded (as in CVE-2018-1002105).
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { admit, type Admitted, type GatewayOptions } from './admit.ts';
import { failureSentence, unaccepted } from './failure.ts';
import { endToEnd, passedHeaders } from './headers.ts';
import { refuseUpgrade } from './status.ts';
import { pathOf } from './target.ts';
import type { Dialled } from './upstream.ts';

interface Upgrading extends Admitted {
  options: GatewayOptions;
  incoming: IncomingMessage;
  socket: Duplex;
  /** what came with the request, for the other side of the upgrade */
  head: Buffer;
}

/** Takes the gateway's options, a request to upgrade and its connection; judges, records, and passes on or refuses. */
export async function passUpgrade(options: GatewayOptions, incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  socket.on('error', () => socket.destroy());
  const admitted = await admit(options, incoming, true, () => Promise.resolve(false));
  if ('refusal' in admitted) refuseUpgrade(socket, admitted.refusal);
  else await send({ ...admitted, options, incoming, socket, head }, false);
}

async function send(upgrading: Upgrading, isAgain: boolean): Promise<void> {
  const { context, record, socket, options } = upgrading;
  let dialled: Dialled;
  try {
    dialled = await context.upstream.dial(true);
  } catch (error) {
    options.onFailure(error as Error, record);
    refuseUpgrade(socket, { code: 503, message: failureSentence(error as Error) });
    return;
  }
  if (socket.destroyed) return;
  const upstream = begin(upgrading, dialled);
  const end = (): void => { upstream.destroy(); };
  socket.on('close', end);
  upstream.on('error', (error) => {
    options.onFailure(error, record);
    if (socket.writable) refuseUpgrade(socket, { code: 503, message: failureSentence(error) });
    else socket.destroy();
  });
  upstream.on('response', (answer) => {
    if (answer.statusCode === 401 && context.upstream.isOurs) {
      answer.resume();
      socket.off('close', end);
      // Nothing has begun: a request to upgrade has no body, and what follows it waits here.
      if (context.upstream.renew(dialled) && !isAgain) void send(upgrading, true);
      else refuseUpgrade(socket, { code: 503, message: unaccepted });
      return;
    }
    socket.write(beginning(answer, [...endToEnd(answer.rawHeaders), 'Connection', 'close']));
    answer.pipe(socket);
    answer.on('error', () => socket.destroy());
  });
  upstream.on('upgrade', (answer, far, farHead) => { join(upgrading, answer, far, farHead); });
  upstream.end();
}

function begin({ target, context, incoming }: Upgrading, dialled: Dialled): ClientRequest {
  const upstream = dialled.request({ method: incoming.method, path: dialled.prefix + pathOf(target), setHost: false });
  for (const [name, value] of passedHeaders(incoming.rawHeaders, context.identity, dialled.host, true)) upstream.appendHeader(name, value);
  if (dialled.authorization !== null) upstream.setHeader('Authorization', dialled.authorization);
  return upstream;
}

function join({ socket, head }: Upgrading, answer: IncomingMessage, far: Duplex, farHead: Buffer): void {
  far.on('error', () => socket.destroy());
  far.on('close', () => socket.destroy());
  socket.on('close', () => far.destroy());
  socket.write(beginning(answer, answer.rawHeaders));
  socket.write(farHead);
  far.write(head);
  socket.pipe(far);
  far.pipe(socket);
}

function beginning({ statusCode = 502, statusMessage = '' }: IncomingMessage, raw: readonly string[]): string {
  const lines = raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1] ?? ''}\r\n`] : []));
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`;
}
