/** What no library would send: exactly these headers, or exactly these bytes. */
import { request } from 'node:http';
import { connect } from 'node:net';

export interface Answered {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

/** Takes a port, a method, a path, headers as they stand (a name twice is sent twice) and a body; gives the answer. */
export function send(port: number, method: string, path: string, headers: readonly (readonly [string, string])[], body: string | Buffer = ''): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const length = headers.some(([name]) => name.toLowerCase() === 'content-length') || method === 'GET' ? [] : [['content-length', String(Buffer.byteLength(body))] as const];
    const host = headers.some(([name]) => name.toLowerCase() === 'host') ? [] : [['host', `127.0.0.1:${port}`] as const];
    const sent = request({ host: '127.0.0.1', port, method, path, setHost: false, agent: false, headers: [...host, ...length, ...headers].flat() }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Requests of somebody else that are answered after the last that came, until it is taken for all: a server that is asked so often has looked at every socket. */
const turns = 6;
const patienceMs = 20_000;

/**
 * Takes a port, bytes, and whether an answer must come; gives all that comes back, until the server closes, or has answered
 * others for a while and says no more.
 */
export async function say(port: number, bytes: string | Buffer, mustAnswer = false): Promise<{ heard: string; closed: boolean }> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  let closed = false;
  socket.on('data', (chunk: Buffer) => { heard += chunk.toString('latin1'); });
  socket.on('error', () => undefined);
  socket.on('close', () => { closed = true; });
  await new Promise((written) => { socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, written); });
  let since = 0;
  for (const late = Date.now() + patienceMs; !closed && since < turns && Date.now() < late; since += 1) {
    const before = heard.length;
    await (await fetch(`http://127.0.0.1:${port}/api/health`)).text();
    if (heard.length > before || (mustAnswer && heard === '')) since = -1;
  }
  socket.destroy();
  return { heard, closed };
}
