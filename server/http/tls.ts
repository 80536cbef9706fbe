/**
 * The server's own TLS: version 1.2 or later, certificate and key from files. Whoever renews a certificate writes the files
 * anew, and new connections get it; until both files fit together, the one before stays.
 */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer as createPlain, type Server, type ServerOptions } from 'node:http';
import { createServer, type Server as TlsServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { HandrailError } from '../../common/errors.ts';
import type { WebConfig } from '../config/web.ts';
import type { Log } from '../log.ts';

type Files = NonNullable<WebConfig['tls']>;

/** Looked at this often: a certificate is renewed days before it ends. */
const lookEveryMs = 60_000;
/** Whoever takes longer to agree on a connection is no browser. */
const handshakeMs = 10_000;

export interface Listener {
  readonly http: Server;
  /** Looks for a new certificate now, as is done every minute. */
  renew(): void;
  close(): void;
}

/** Takes the files (null: without TLS), what the server takes besides, and the log; gives the server. Throws `bad-config` when they do not serve. */
export function createListener(files: Files | null, options: ServerOptions, log: Log): Listener {
  if (files === null) return { http: createPlain(options), renew: () => undefined, close: () => undefined };
  const first = read(files);
  const http = createServer({ ...options, ...first.pair, minVersion: 'TLSv1.2', handshakeTimeout: handshakeMs });
  const renewing = new Renewing(http, files, first.stamp, log);
  const timer = setInterval(() => { renewing.look(); }, lookEveryMs).unref();
  return { http, renew: () => { renewing.look(); }, close: () => { clearInterval(timer); } };
}

class Renewing {
  readonly #http: TlsServer;
  readonly #files: Files;
  readonly #log: Log;
  #stamp: string;
  /** what was complained of, so that it is said once */
  #refused = '';

  constructor(http: TlsServer, files: Files, stamp: string, log: Log) {
    this.#http = http;
    this.#files = files;
    this.#stamp = stamp;
    this.#log = log;
  }

  look(): void {
    try {
      const stamp = stampOf(this.#files);
      if (stamp === this.#stamp || stamp === this.#refused) return;
      this.#refused = stamp;
      const { pair, until } = read(this.#files);
      this.#http.setSecureContext({ ...pair, minVersion: 'TLSv1.2' });
      this.#stamp = stamp;
      this.#log.info({ until }, 'a new certificate is in use');
    } catch (error) {
      this.#log.error({ err: error }, 'the certificate has changed and cannot be used; the one before stays');
    }
  }
}

function read(files: Files): { pair: { cert: string; key: string }; stamp: string; until: string } {
  try {
    const stamp = stampOf(files);
    const pair = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') };
    // Throws when they do not belong together, before any connection has to.
    createSecureContext(pair);
    return { pair, stamp, until: new X509Certificate(pair.cert).validTo };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new HandrailError('bad-config', { why: `The certificate ${files.cert} and its key ${files.key} cannot be used together (${code ?? 'not PEM'}). HANDRAIL_TLS_CERT and HANDRAIL_TLS_KEY name them.` });
  }
}

function stampOf({ cert, key }: Files): string {
  return [cert, key].map((path) => {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  }).join();
}

/**
 * Takes the server and the path of a socket in a folder that is ours alone; listens there too, without TLS, for commands on
 * this machine. Gives how to close it.
 */
export async function listenLocally(http: Server, path: string): Promise<() => void> {
  const local = createPlain();
  for (const event of ['request', 'upgrade'] as const) local.on(event, (...given: unknown[]) => { http.emit(event, ...given); });
  // The port is ours already, so what is left there is of a server that was killed.
  rmSync(path, { force: true });
  local.listen(path);
  await once(local, 'listening');
  chmodSync(path, 0o600);
  return () => {
    local.closeAllConnections();
    local.close();
  };
}
