/**
 * A connection to an environment's Redis, signed in: the credential is sent here and nowhere else, the database chosen, and
 * this Redis asked which commands it knows and what they do.
 */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { RedisEndpoint, SecretRef } from '../../../config/environments/endpoints.ts';
import { dial, DialError, type Lookup, type Target } from '../dial.ts';
import { type Answer, answerIn, AnswerScanner } from './answers.ts';
import { type CommandTable, commandTable } from './commands.ts';
import { respOf } from './requests.ts';

export interface Upstream {
  /** Takes no argument; gives a connection that is signed in, and the commands of this Redis. Throws an error whose message is for the step. */
  connect(): Promise<{ socket: Socket; commands: CommandTable }>;
  /** the database the environment names */
  readonly database: number | null;
}

const usualPort = 6379;
/** For the sign-in, in milliseconds. */
const answerMs = 10_000;
/** The answer to COMMAND is some 90 KB; a Redis with many modules says more. In bytes. */
const largestAnswer = 8 * 1024 * 1024;
/** How long what a Redis said of its commands is taken to hold, in milliseconds: it may be changed for a newer one. */
const tableMs = 5 * 60_000;

/** Takes the endpoint and what reads credentials; gives the way to its Redis. */
export function redisUpstream(endpoint: RedisEndpoint, read: (ref: SecretRef) => Promise<string>, { lookup, now = Date.now }: { lookup?: Lookup | undefined; now?(): number } = {}): Upstream {
  const { target, database, isTls } = placeOf(endpoint);
  let known: { commands: CommandTable; until: number } | null = null;
  return {
    database,
    async connect() {
      const password = endpoint.password === null ? null : await read(endpoint.password);
      const socket = await dial(target, { tls: isTls ? tlsOf(endpoint) : null, ...(lookup === undefined ? {} : { lookup }) });
      try {
        if (password !== null) await ask(socket, ['AUTH', ...(endpoint.user === null ? [] : [endpoint.user]), password], 'did not let the gateway in');
        if (database !== null) await ask(socket, ['SELECT', String(database)], `has no database ${database} for the gateway`);
        if (known === null || known.until <= now()) {
          known = { commands: commandTable(await ask(socket, ['COMMAND'], 'does not tell its commands: its user needs +command')), until: now() + tableMs };
        }
        return { socket, commands: known.commands };
      } catch (error) {
        socket.destroy();
        throw error;
      }
    },
  };
}

/** Takes an endpoint; gives where its Redis is. */
export function placeOf({ url, local }: Pick<RedisEndpoint, 'url' | 'local'>): { target: Target; database: number | null; isTls: boolean } {
  const { protocol, hostname, port, pathname } = new URL(url);
  const database = pathname.length > 1 ? Number(pathname.slice(1)) : null;
  return { target: { host: hostname.toLowerCase(), port: port === '' ? usualPort : Number(port), local }, database, isTls: protocol === 'rediss:' };
}

function tlsOf({ ca, cert, key }: RedisEndpoint): ConnectionOptions {
  const file = (path: string | null, what: string): string | undefined => {
    try {
      return path === null ? undefined : readFileSync(path, 'utf8');
    } catch (error) {
      throw new DialError(`The ${what} of this Redis cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
    }
  };
  const given = { ca: file(ca, 'authority'), cert: file(cert, 'client certificate'), key: file(key, 'client key') };
  return Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined));
}

/** Sends one command and gives its answer; an error in it, or none in time, is thrown as a sentence without the words sent. */
function ask(socket: Socket, words: readonly string[], otherwise: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const scanner = new AnswerScanner();
    const parts: Buffer[] = [];
    let length = 0;
    const settle = (act: () => void): void => {
      clearTimeout(late);
      socket.off('data', take).off('error', broken).off('close', broken).pause();
      act();
    };
    const fail = (why: string): void => settle(() => { reject(new DialError(`This Redis ${why}.`)); });
    const broken = (): void => fail('closed the connection');
    const take = (bytes: Buffer): void => {
      parts.push(bytes);
      length += bytes.length;
      try {
        if (length > largestAnswer) return fail('answers too much');
        if (scanner.next(bytes, 0) === -1) return;
      } catch {
        return fail('does not answer as a Redis does');
      }
      const answer = answerIn(Buffer.concat(parts));
      if (answer instanceof Error) fail(`${otherwise} (${codeOf(answer.message)})`);
      else settle(() => { resolve(answer); });
    };
    const late = setTimeout(() => { fail('does not answer'); }, answerMs);
    socket.on('data', take).once('error', broken).once('close', broken);
    socket.write(respOf(words.map((word) => Buffer.from(word, 'utf8').toString('latin1'))));
    socket.resume();
  });
}

/** The first word of an error: the rest might repeat what was sent. */
function codeOf(message: string): string {
  return /^[A-Z]+/.exec(message)?.[0] ?? 'an error';
}
