/**
 * A Handrail on another machine: its address, and the personal access token that is shown to it. The token comes from a
 * file or from the environment, never from the command line, where everybody on this machine could read it.
 */
import { readFileSync, statSync } from 'node:fs';
import { Sorry } from './api.ts';

export interface Remote {
  /** scheme, host and port */
  readonly origin: string;
  readonly token: string;
}

const tokenShape = /^hr_[\w-]{43}$/;
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Takes the address that was asked for (empty: none) and the environment; gives where that is and what to show there, or
 * null when the server of this machine is meant. Throws a sentence when something is missing.
 */
export function remoteOf(url: string, environment: NodeJS.ProcessEnv): Remote | null {
  const asked = url || (environment.HANDRAIL_URL ?? '');
  return asked === '' ? null : { origin: originOf(asked), token: tokenFrom(environment) };
}

function originOf(asked: string): string {
  const url = URL.canParse(asked) ? new URL(asked) : null;
  const isPlain = url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!isPlain || !/^https?:$/.test(url.protocol)) throw new Sorry('The address of a Handrail is its origin and nothing more, such as https://runbooks.example.org.');
  if (url.protocol === 'http:' && !loopback.has(url.hostname)) throw new Sorry(`A token is not sent to ${url.host} without TLS. Use https://.`);
  return url.origin;
}

function tokenFrom({ HANDRAIL_TOKEN: token = '', HANDRAIL_TOKEN_FILE: file = '' }: NodeJS.ProcessEnv): string {
  const found = (token !== '' ? token : file === '' ? '' : read(file)).trim();
  if (found === '') throw new Sorry('For a Handrail on another machine, make a token on its page “You” and put it into a file only you can read; name that in HANDRAIL_TOKEN_FILE. HANDRAIL_TOKEN may hold the token itself.');
  if (!tokenShape.test(found)) throw new Sorry('What was given as a token is none: it begins with hr_ and has 46 characters. Copy it whole.');
  return found;
}

function read(file: string): string {
  try {
    if ((statSync(file).mode & 0o077) !== 0) throw new Sorry(`Others on this machine can read the token in ${file}. Say: chmod 600 ${file}`);
    return readFileSync(file, 'utf8').slice(0, 1_000);
  } catch (error) {
    if (error instanceof Sorry) throw error;
    throw new Sorry(`The file of the token, ${file}, cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}
