/**
 * The way to one web service of an environment: the gateway adds who we are, and passes what the step's effect allows. Where a
 * service sends one elsewhere, nobody follows. Inside, a service with TLS is reached with TLS too, by a certificate of ours.
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type Effect, isAtMost } from '../../../common/catalog/effect.ts';
import { dial, type DialOptions } from './dial.ts';
import { type Door, openDoorOf } from './door.ts';
import type { Tell } from './endpoint-event.ts';
import { answeredHeaders, complaintOf, methodEffect, passedHeaders } from './http-request.ts';

export interface HttpGatewayOptions {
  /** where to listen; the folder must exist and be ours alone */
  socket: string;
  url: URL;
  /** whether an address of this machine is meant */
  local: boolean;
  /** authority of the service's certificate, PEM; null for those that the machine trusts */
  ca(): string | null;
  /** gives the value of Authorization, null for none; throws an error whose message is for the step */
  authorization(): Promise<string | null>;
  /** what it shows inside, PEM; null where the service itself has no TLS */
  certificate: { key: string; chain: string } | null;
  /** the harshest that passes */
  effect: Effect;
  /** throws when it cannot be recorded: nothing is done then */
  tell: Tell;
  /** settles once what was told is on the disk */
  durable(): Promise<void>;
  onFailure(error: unknown): void;
  dialling?: DialOptions;
}

/** A service that says nothing for so long, in milliseconds, is taken to be gone. */
const silentMs = 10 * 60_000;

/** Takes where to listen and what service that is; gives the gateway once it listens. */
export async function openHttpGateway(options: HttpGatewayOptions): Promise<Door> {
  const { certificate, socket } = options;
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => { void pass(options, incoming, outgoing); };
  const server: Server = certificate === null ? createServer(answer) : createTlsServer({ key: certificate.key, cert: certificate.chain, ALPNProtocols: ['http/1.1'] }, answer);
  return await openDoorOf(server, socket);
}

async function pass(options: HttpGatewayOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { tell, durable, effect, url } = options;
  const { method = 'GET', url: asked = '/' } = incoming;
  const done = methodEffect(method);
  // A query may hold what is nobody's business.
  const event = { gateway: 'http', method, path: asked.replace(/[?#].*$/s, '') } as const;
  const why = done === null ? `${method} does not pass the gateway.` : complaintOf(asked, url.pathname);
  const harsh = why === null && done !== null && !isAtMost(done, effect);
  try {
    tell({ ...event, act: why !== null || harsh ? 'refused' : 'request' });
    if (why !== null) return refuse(outgoing, 400, why);
    if (harsh) return refuse(outgoing, 403, `${method} counts as ${done}, and this step says that it is ${effect}. Nothing was sent. Declare \`effect=${done}\`, or leave it out.`);
    if (done !== 'read') await durable();
  } catch {
    return refuse(outgoing, 503, 'The request could not be recorded, so it was not made.');
  }
  try {
    await send(options, incoming, outgoing);
  } catch (error) {
    options.onFailure(error);
    refuse(outgoing, 502, error instanceof Error ? error.message : 'The service does not answer.');
  }
}

async function send({ url, local, ca, authorization, dialling }: HttpGatewayOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const isTls = url.protocol === 'https:';
  const trusted = ca();
  const value = await authorization();
  const far = await dial({ host: url.hostname, port: portOf(url), local }, { ...dialling, tls: isTls ? { ...(trusted === null ? {} : { ca: trusted }), ALPNProtocols: ['http/1.1'] } : null });
  if (outgoing.destroyed) {
    far.destroy();
    return;
  }
  const asked = request({ method: incoming.method, path: incoming.url, createConnection: () => far, setHost: false });
  for (const [name, text] of passedHeaders(incoming.rawHeaders, { host: url.host, authorization: value })) asked.appendHeader(name, text);
  // Node frames the body of a GET or DELETE only when told to. Unframed, its bytes would be the next request: one that nobody recorded.
  if (incoming.headers['transfer-encoding'] !== undefined) asked.setHeader('Transfer-Encoding', 'chunked');
  asked.setHeader('Connection', 'close');
  asked.setTimeout(silentMs, () => asked.destroy(new Error('silent')));
  outgoing.on('close', () => asked.destroy());
  await new Promise<void>((resolve, reject) => {
    asked.on('error', (error) => {
      if (!outgoing.headersSent) reject(new Error('The service broke off. What was asked may have been done all the same: look before you repeat it.', { cause: error }));
      else outgoing.destroy();
    });
    asked.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answeredHeaders(answer.rawHeaders));
      outgoing.flushHeaders();
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
      resolve();
    });
    incoming.pipe(asked);
  });
}

/** Takes a URL of a web service; gives its port. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

function refuse(outgoing: ServerResponse, status: 400 | 403 | 502 | 503, why: string): void {
  if (outgoing.destroyed || outgoing.headersSent) return;
  // What follows of the request is read by nobody: the connection ends.
  outgoing.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  outgoing.end(`handrail: ${why}\n`);
}
