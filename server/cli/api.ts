/** The server as the CLI sees it, on this machine with the local credential or on another with a token: HTTP, errors from the table. */
import { readLocalCredential } from '../auth/local-credential.ts';
import { type ErrorBody, HandrailError, isErrorBody } from '../../common/errors.ts';
import type { Config } from '../config/load.ts';
import { fetchThrough } from './local-fetch.ts';
import type { Remote } from './remote.ts';

/** The CLI's own failures end with this status, as those of `env`, `timeout` and `docker run` do. */
export const ownFailure = 125;

/** Something the person at the terminal has to be told, in a sentence. */
export class Sorry extends Error {}

export class Api {
  readonly #config: Config;
  readonly #remote: Remote | null;
  readonly base: string;

  constructor(config: Config, remote: Remote | null = null) {
    this.#config = config;
    this.#remote = remote;
    const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
    this.base = remote?.origin ?? `http://${host}:${config.port}`;
  }

  /** As `fetch`, through the server's own socket where its port speaks TLS. */
  get fetch(): (url: string, request: RequestInit) => Promise<Response> {
    return this.socketPath === undefined ? fetch : fetchThrough(this.socketPath);
  }

  /** Where a WebSocket is opened. */
  get streamUrl(): string {
    return `${this.socketPath === undefined ? this.base.replace(/^http/, 'ws') : `ws+unix:${this.socketPath}:`}/api/stream`;
  }

  /** The socket through which the server on this machine is asked; undefined where its port is. */
  get socketPath(): string | undefined {
    return this.#remote === null && this.#config.web.tls !== null ? this.#config.paths.serverSocket : undefined;
  }

  /** Whether the server is on another machine, whose runner and files are not ours to look at. */
  get isRemote(): boolean {
    return this.#remote !== null;
  }

  /** The header that shows the credential; read anew each time, for a server that was restarted has written another. */
  authorization(): { authorization: string } {
    if (this.#remote !== null) return { authorization: `Bearer ${this.#remote.token}` };
    const credential = readLocalCredential(this.#config.paths.localCredential);
    if (credential === null) throw new Sorry(this.#notRunning());
    return { authorization: `Bearer ${credential}` };
  }

  /** Takes a path; gives what the server answers. */
  async get(path: string): Promise<unknown> {
    return await this.#ask(path, { headers: this.authorization() });
  }

  /** Takes a path, a body and headers of one's own; gives what the server answers. */
  async post(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<unknown> {
    return await this.#ask(path, {
      method: 'POST',
      headers: { ...this.authorization(), 'content-type': 'application/json', 'x-handrail': '1', ...headers },
      body: JSON.stringify(body),
    });
  }

  async #ask(path: string, request: RequestInit): Promise<unknown> {
    let answer: Response;
    try {
      // What is shown goes to this address and is never sent on to another.
      answer = await this.fetch(this.base + path, { ...request, redirect: 'error' });
    } catch {
      throw new Sorry(this.#notRunning());
    }
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) return body;
    const error: unknown = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
    if (!isErrorBody(error)) throw new Sorry(`What listens on ${this.base} is not Handrail. Set ${this.isRemote ? 'HANDRAIL_URL to the address' : 'HANDRAIL_PORT to the port'} of the one you mean.`);
    if (error.code === 'not-logged-in' && this.isRemote) throw new Sorry(`${this.base} does not take this token: it has expired or was revoked, or it is of another Handrail. Make one there, on the page “You”.`);
    if (error.code === 'not-logged-in') throw new Sorry(`The server on ${this.base} does not take the credential of ${this.#config.paths.data}. Set HANDRAIL_PORT and HANDRAIL_DATA as for the server.`);
    throw revived(error);
  }

  #notRunning(): string {
    return `No server answers on ${this.base}. ${this.isRemote ? 'Look whether the address is right, and whether it can be reached from here.' : 'Start it with `make start`.'}`;
  }
}

function revived(body: ErrorBody): HandrailError {
  return new HandrailError(body.code, body.details);
}
