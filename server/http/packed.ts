/**
 * The site's text files, packed with gzip for browsers that take it, once for each version of a file. Only what anybody may
 * read goes out so: beside a secret, the packed length would tell of it (https://www.breachattack.com).
 */
import { readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, RequestHandler } from 'express';

const pack = promisify(gzip);
/** What is text, with its type; pictures and the rest are packed already. */
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };

/** Takes a request; tells whether its answer may be packed. A part of a file is a part of what it is unpacked. */
export function takesPacked(request: Request): boolean {
  return request.headers.range === undefined && request.acceptsEncodings('gzip') === 'gzip';
}

/** Keeps what was packed, by a name and a stamp of its version. */
export class Packed {
  readonly #kept = new Map<string, { stamp: string; body: Promise<Buffer> }>();

  /** Takes a name, a stamp and what gives the text; gives it packed. One that has a new stamp takes the place of the old. */
  of(name: string, stamp: string, read: () => string | Buffer): Promise<Buffer> {
    const kept = this.#kept.get(name);
    if (kept?.stamp === stamp) return kept.body;
    const body = pack(read(), { level: 9 });
    this.#kept.set(name, { stamp, body });
    return body;
  }
}

/** Takes the folder, what keeps, and what gives the path of a request or null; gives what answers for text files that are there. */
export function servePacked(folder: string, packed: Packed, pathOf: (asked: string) => string | null): RequestHandler {
  return async (request, response, next) => {
    const type = types[extname(request.path)];
    const path = pathOf(request.path);
    if (type === undefined || path === null || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    response.vary('Accept-Encoding');
    const file = join(folder, path);
    const found = takesPacked(request) ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (!found?.isFile()) return next();
    const body = await packed.of(file, `${found.ino} ${found.size} ${found.mtimeMs}`, () => readFileSync(file));
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Last-Modified', found.mtime.toUTCString());
    response.setHeader('Cache-Control', path.startsWith('/assets/') ? kept : 'no-cache');
    response.type(type).send(body);
  };
}

/** For what has its hash in its name. */
export const kept = 'public, max-age=31536000, immutable';
