/** Passes an admitted request on, and its answer back. */
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { type GatewayOptions, admit, type Admitted } from './admit.ts';
import { dryBody } from './dry-delete.ts';
import { failureSentence, renewed, unaccepted } from './failure.ts';
import { endToEnd, passedHeaders } from './headers.ts';
import { isWithheld } from './judgement.ts';
import { refuse, refuseUnreached } from './status.ts';
import { pathOf } from './target.ts';
import type { Dialled } from './upstream.ts';
import { readableAccept, Withholder } from './withhold.ts';

interface Passing extends Admitted {
  options: GatewayOptions;
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  /** a body to send in place of the one that came */
  body: string | null;
  /** whether it may be sent again without anything being done twice, and without its body being missed */
  isRepeatable: boolean;
}

/** Takes the gateway's options, a request and its answer; judges, records, and passes on or refuses. */
export async function pass(options: GatewayOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const hasBody = incoming.headers['transfer-encoding'] !== undefined || (incoming.headers['content-length'] ?? '0') !== '0';
  let body: string | null = null;
  const admitted = await admit(options, incoming, false, async () => {
    body = hasBody ? await dryBody(incoming) : null;
    return body !== null;
  });
  if ('refusal' in admitted) {
    refuse(outgoing, admitted.refusal);
    return;
  }
  const isRepeatable = !hasBody && (incoming.method === 'GET' || incoming.method === 'HEAD');
  await send({ ...admitted, options, incoming, outgoing, body, isRepeatable }, false);
}

async function send(passing: Passing, isAgain: boolean): Promise<void> {
  const { context, asked, record, incoming, outgoing, body, isRepeatable, options } = passing;
  let dialled: Dialled;
  try {
    dialled = await context.upstream.dial(!isRepeatable);
  } catch (error) {
    options.onFailure(error as Error, record);
    refuseUnreached(outgoing, asked.resource === '', failureSentence(error as Error));
    return;
  }
  if (outgoing.closed) return;
  const upstream = begin(passing, dialled);
  const end = (): void => { if (!outgoing.writableFinished) upstream.destroy(); };
  outgoing.on('close', end);
  const again = (): void => {
    outgoing.off('close', end);
    void send(passing, true);
  };
  upstream.on('response', (answer) => {
    if (answer.statusCode !== 401 || !context.upstream.isOurs) {
      answerWith(passing, answer);
      return;
    }
    answer.resume();
    const isRenewed = context.upstream.renew(dialled);
    if (isRenewed && isRepeatable && !isAgain) again();
    else refuseUnreached(outgoing, asked.resource === '', isRenewed && !isAgain ? renewed : unaccepted);
  });
  upstream.on('error', (error) => {
    if (outgoing.headersSent || outgoing.closed) outgoing.destroy();
    // The API may close a connection just as we begin to use it again.
    else if (isRepeatable && !isAgain && upstream.reusedSocket) again();
    else {
      options.onFailure(error, record);
      refuseUnreached(outgoing, asked.resource === '', failureSentence(error));
    }
  });
  if (isRepeatable) upstream.end();
  else if (body !== null) upstream.end(body);
  else incoming.pipe(upstream);
}

function begin({ target, asked, context, incoming, body, options }: Passing, dialled: Dialled): ClientRequest {
  const upstream = dialled.request({ method: incoming.method, path: dialled.prefix + pathOf(target), setHost: false });
  for (const [name, value] of passedHeaders(incoming.rawHeaders, context.identity, dialled.host, false)) upstream.appendHeader(name, value);
  if (dialled.authorization !== null) upstream.setHeader('Authorization', dialled.authorization);
  // Node frames the body of a GET or DELETE only when told to. Unframed, its bytes would be the next request: an unrecorded
  // one, by whomever it says.
  if (body !== null) upstream.setHeader('Content-Length', Buffer.byteLength(body));
  else if (incoming.headers['transfer-encoding'] !== undefined) upstream.setHeader('Transfer-Encoding', 'chunked');
  if (isWithheld(asked, options.ceiling)) {
    upstream.setHeader('Accept', readableAccept(incoming.headers.accept ?? ''));
    upstream.removeHeader('Accept-Encoding');
  }
  // Told to close, the API would do so as soon as it has answered, while Node still writes the nothing that ends a body: on a
  // unix socket that fails, and the answer would be lost. We close when it has come.
  upstream.setHeader('Connection', 'keep-alive');
  return upstream;
}

function answerWith({ options, asked, incoming, outgoing, record }: Passing, answer: IncomingMessage): void {
  const { statusCode = 502, statusMessage, rawHeaders, headers } = answer;
  answer.on('error', () => outgoing.destroy());
  if (!isWithheld(asked, options.ceiling) || statusCode >= 300 || incoming.method === 'HEAD') {
    outgoing.writeHead(statusCode, statusMessage, endToEnd(rawHeaders));
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    return;
  }
  const withholder = new Withholder(asked.verb === 'watch');
  withholder.on('error', (error) => {
    options.onFailure(error, record);
    answer.destroy();
    outgoing.destroy();
  });
  outgoing.writeHead(statusCode, { 'content-type': headers['content-type'] ?? 'application/json' });
  outgoing.flushHeaders();
  answer.pipe(withholder).pipe(outgoing);
}
