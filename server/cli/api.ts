/** The server as the CLI sees it: HTTP with the local credential, errors from the table. */
import { readLocalCredential } from '../auth/local-credential.ts';
import { type ErrorBody, HandrailError, isErrorBody } from '../../common/errors.ts';
import type { Config } from '../config/load.ts';

/** The CLI's own failures end with this status, as those of `env`, `timeout` and `docker run` do. */
export const ownFailure = 125;

/** Something the person at the terminal has to be told, in a sentence. */
export class Sorry extends Error {}

export class Api {
  readonly #config: Config;
  readonly base: string;

  constructor(config: Config) {
    this.#config = config;
    const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
    this.base = `http://${host}:${config.port}`;
  }

  /** The header that shows the credential; read anew each time, for a server that was restarted has written another. */
  authorization(): { authorization: string } {
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
      answer = await fetch(this.base + path, request);
    } catch {
      throw new Sorry(this.#notRunning());
    }
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) return body;
    const error: unknown = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
    if (!isErrorBody(error)) throw new Sorry(`What listens on ${this.base} is not Handrail. Set HANDRAIL_PORT to the port of the one you mean.`);
    if (error.code === 'not-logged-in') throw new Sorry(`The server on ${this.base} does not take the credential of ${this.#config.paths.data}. Set HANDRAIL_PORT and HANDRAIL_DATA as for the server.`);
    throw revived(error);
  }

  #notRunning(): string {
    return `No server answers on ${this.base}. Start it with \`make start\`.`;
  }
}

function revived(body: ErrorBody): HandrailError {
  return new HandrailError(body.code, body.details);
}
