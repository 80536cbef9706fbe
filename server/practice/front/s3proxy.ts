/**
 * s3proxy's place in the world: `https://usdf-rsp-dev.slac.stanford.edu/s3proxy/` and its production twin. Requests go to a
 * ready pod of the cluster. What answers there was written by nobody we know, so little of it is taken over.
 */
import { type IncomingMessage, type ServerResponse, request as ask } from 'node:http';
import { pipeline } from 'node:stream';
import type { WorldParts } from '../parts.ts';
import type { Site } from './site.ts';

const contexts: Readonly<Record<string, string>> = {
  'usdf-rsp-dev.slac.stanford.edu': 'usdf-rsp-dev',
  'usdf-rsp.slac.stanford.edu': 'usdf-rsp',
};
const service = { namespace: 's3proxy', name: 's3proxy', port: 8080 };

/** How long a pod may be silent, in milliseconds; the most of an answer that is passed on, in bytes. */
const bounds = { silence: 20_000, bytes: 256 * 2 ** 20 };
/** Headers of an answer that are passed on. */
const passedOn = ['content-type', 'content-length', 'last-modified', 'etag', 'cache-control'];

/** Takes the parts of a world; gives the site. */
export function s3proxySite(parts: WorldParts): Site {
  return {
    hosts: Object.keys(contexts),
    prefix: '/s3proxy/',
    async handle(request, response) {
      const [host = ''] = (request.headers.host ?? '').toLowerCase().split(':');
      const context = contexts[host];
      if (context === undefined) return tell(response, 404, 'There is no s3proxy at this host.');
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        return tell(response, 405, 's3proxy only reads: use GET or HEAD.');
      }
      const socket = await parts.reach(context, service.namespace, service.name, service.port);
      if (socket === null) {
        return tell(response, 503, `No pod of s3proxy is ready in ${context}. See: kubectl get pods -n ${service.namespace} --context ${context}`);
      }
      pass(request, response, socket, host);
    },
  };
}

function pass(request: IncomingMessage, response: ServerResponse, socket: string, host: string): void {
  const asked = ask({
    socketPath: socket, method: request.method, path: request.url, agent: false, timeout: bounds.silence, maxHeaderSize: 16 * 1024,
    headers: { host, accept: request.headers.accept ?? '*/*', connection: 'close' },
  });
  asked.on('timeout', () => asked.destroy(new Error(`the pod said nothing for ${bounds.silence / 1000} s`)));
  asked.on('response', (answer) => {
    const headers = passedOn.flatMap((name): [string, string][] => {
      const value = answer.headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    });
    response.writeHead(statusOf(answer), Object.fromEntries(headers));
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bounds.bytes) answer.destroy(new Error('the pod said too much'));
    });
    pipeline(answer, response, () => undefined);
  });
  asked.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else tell(response, 502, `The pod of s3proxy failed: ${error.message}`);
  });
  asked.on('upgrade', (_, connection) => connection.destroy());
  asked.on('close', () => {
    if (!response.headersSent) tell(response, 502, 'The pod of s3proxy hung up.');
  });
  response.on('close', () => asked.destroy());
  asked.end();
}

/** A pod may answer with a status that is none to pass on, such as 101. */
function statusOf({ statusCode = 0 }: IncomingMessage): number {
  return statusCode >= 200 && statusCode <= 599 ? statusCode : 502;
}

function tell(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify({ message })}\n`);
}
