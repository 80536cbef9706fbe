/** A request to the practice Vault and its answer, between HTTP and what Vault's own rules see. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../front/body.ts';
import type { Capability } from './policy.ts';
import { bounds, VaultError } from './secrets.ts';

/** A request as Vault's own rules see it. */
export interface Asked {
  /** without `/v1/` */
  path: string;
  query: URLSearchParams;
  capability: Capability;
  body: Readonly<Record<string, unknown>>;
  /** the world's time, unix milliseconds */
  now: number;
}

/** What is answered: a status, and `data` or another member of the usual answer; nothing at all for 204. */
export interface Answer {
  status: number;
  body?: Readonly<Record<string, unknown>>;
}

/** Takes what came, and the time; gives what it asks for. Throws `VaultError`. */
export async function readRequest(request: IncomingMessage, now: number): Promise<Asked> {
  const raw = request.url ?? '/';
  const at = raw.indexOf('?');
  const plain = at === -1 ? raw : raw.slice(0, at);
  const query = new URLSearchParams(at === -1 ? '' : raw.slice(at + 1));
  const path = /^\/v1\/(.+)$/.exec(decode(plain))?.[1];
  if (path === undefined) throw new VaultError(404, 'the practice Vault has only its API, under /v1/');
  const capability = query.get('list') === 'true' ? 'list' : capabilities.get(request.method ?? '');
  if (capability === undefined) throw new VaultError(405, 'unsupported operation');
  const bytes = await readBody(request, bounds.bytes);
  if (bytes === null) throw new VaultError(413, `a request may have ${bounds.bytes / 1024} KiB at most`);
  return { path, query, capability, body: parse(bytes), now };
}

const capabilities = new Map<string, Capability>([
  ['GET', 'read'], ['PUT', 'update'], ['POST', 'update'], ['PATCH', 'patch'], ['DELETE', 'delete'],
]);

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new VaultError(400, 'the path is not well encoded');
  }
}

function parse(bytes: Buffer): Readonly<Record<string, unknown>> {
  if (bytes.length === 0) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below
  }
  throw new VaultError(400, 'failed to parse JSON input: it must be an object');
}

/** Takes what came; gives the token in it, if any. */
export function tokenOf({ headers }: IncomingMessage): string | undefined {
  const given = headers['x-vault-token'];
  if (typeof given === 'string') return given.trim();
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** What surrounds every answer; what is not told is null. */
const usual = { lease_id: '', renewable: false, lease_duration: 0, data: null, wrap_info: null, warnings: null, auth: null };

/** Takes where to answer, and with what; answers. */
export function send(response: ServerResponse, { status, body }: Answer): void {
  response.setHeader('Cache-Control', 'no-store');
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  const whole = 'data' in body || 'auth' in body ? { request_id: randomUUID(), ...usual, ...body } : body;
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(whole)}\n`);
}
