/**
 * Asks the server on this machine where it speaks TLS: not through its port, whose certificate is for another name, but
 * through a unix socket in a folder that only its user can open.
 */
import { request as send } from 'node:http';
import { Readable } from 'node:stream';

/** Takes the socket's path; gives what is called as `fetch` is, for methods, headers and bodies of text. */
export function fetchThrough(socketPath: string): (url: string, request: RequestInit) => Promise<Response> {
  return async (url, { method = 'GET', headers = {}, body }) => await new Promise((resolve, reject) => {
    const { pathname, search, host } = new URL(url);
    const sent = send({ socketPath, method, path: pathname + search, headers: { ...headers as Record<string, string>, host } }, (answer) => {
      const told = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, [value].flat().join(', ')]);
      resolve(new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status: answer.statusCode ?? 502, headers: told }));
    });
    sent.on('error', reject);
    sent.end(typeof body === 'string' ? body : undefined);
  });
}
