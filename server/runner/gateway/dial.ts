/**
 * Connecting from the runner to a service that an environment names: the name is looked up for each connection, every address
 * it means is looked at, and the address that was looked at is connected to, so that a name which changes its meaning in
 * between leads nowhere else.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { ownAddresses, refusalOf } from '../../address.ts';

export interface Target {
  host: string;
  port: number;
  /** whether an address of this very machine is meant */
  local: boolean;
}

export interface DialOptions {
  /** what is needed beyond a name that the certificate must bear; null for a plain connection */
  tls?: ConnectionOptions | null;
  /** whether either side may go on speaking when the other has ended; not with TLS */
  halfOpen?: boolean;
  /** for all of it: name, connection, TLS; milliseconds */
  timeoutMs?: number;
  lookup?: Lookup;
}

/** Takes a name; gives every address it means. */
export type Lookup = (host: string) => Promise<readonly { address: string }[]>;

/** Why there is no connection, as a sentence for whoever runs the step. */
export class DialError extends Error {}

const usualMs = 10_000;

/** Takes where to, and how; gives the connection. Throws a `DialError`. */
export async function dial(target: Target, { tls = null, halfOpen = false, timeoutMs = usualMs, lookup = lookupAll }: DialOptions = {}): Promise<Socket> {
  const late = AbortSignal.timeout(timeoutMs);
  const addresses = await before(late, target, checkedAddresses(target, lookup));
  let last: unknown = null;
  for (const address of addresses) {
    try {
      return await connected(target, address, { tls, halfOpen, late });
    } catch (error) {
      last = error;
      if (late.aborted) break;
    }
  }
  throw new DialError(`${target.host}:${target.port} does not answer (${late.aborted ? `nothing within ${timeoutMs / 1000} s` : reason(last)}).`, { cause: last });
}

/** Takes a target; gives the addresses of its name, each looked at. Throws a `DialError` when there is none, or one that is refused. */
export async function checkedAddresses({ host, local }: Target, lookup: Lookup = lookupAll): Promise<string[]> {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const found = isIP(bare) === 0 ? await lookup(bare).catch((error: unknown) => {
    throw new DialError(`The name ${bare} means nothing here (${reason(error)}).`, { cause: error });
  }) : [{ address: bare }];
  if (found.length === 0) throw new DialError(`The name ${bare} means nothing here.`);
  const own = ownAddresses(networkInterfaces());
  for (const { address } of found) {
    const why = refusalOf(address, { local, own });
    if (why !== null) throw new DialError(`${bare} leads to ${address}: ${why}. The gateway does not connect there.${why === 'this very machine' ? ' Where that is meant, the environment says `local: true`.' : ''}`);
  }
  return found.map(({ address }) => address);
}

async function lookupAll(host: string): Promise<{ address: string }[]> {
  return await systemLookup(host, { all: true });
}

function connected({ host, port }: Target, address: string, { tls, halfOpen, late }: { tls: ConnectionOptions | null; halfOpen: boolean; late: AbortSignal }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const name = host.replace(/^\[(.*)\]$/, '$1');
    const plain = connectTcp({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000, autoSelectFamily: false, allowHalfOpen: halfOpen });
    const socket: Socket = tls === null ? plain : connectTls({ ...tls, socket: plain, ...(isIP(name) === 0 ? { servername: name } : { host: name }) });
    const abort = (): void => { fail(late.reason); };
    const fail = (error: unknown): void => {
      late.removeEventListener('abort', abort);
      socket.destroy();
      plain.destroy();
      reject(error instanceof Error ? error : new Error('late'));
    };
    late.addEventListener('abort', abort);
    plain.on('error', fail);
    socket.on('error', fail);
    socket.once(tls === null ? 'connect' : 'secureConnect', () => {
      late.removeEventListener('abort', abort);
      // What breaks later is for whoever uses it to see; unheard, it would end this process.
      socket.off('error', fail).on('error', () => undefined);
      resolve(socket);
    });
    if (late.aborted) abort();
  });
}

async function before<Result>(late: AbortSignal, { host }: Target, what: Promise<Result>): Promise<Result> {
  return await new Promise((resolve, reject) => {
    late.addEventListener('abort', () => { reject(new DialError(`The name ${host} was not found in time.`)); }, { once: true });
    what.then(resolve, reject);
  });
}

/** A code, where there is one: messages of the system may hold paths. */
function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code ?? (error instanceof Error ? error.message : 'no answer');
}
