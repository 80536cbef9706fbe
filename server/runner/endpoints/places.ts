/**
 * Where a sandbox finds the endpoints of its environment, purely: by their real names and ports. Each host has a loopback
 * address of its own inside, and /etc/hosts there says so. An endpoint whose host is a bare address, or whose host and port
 * another has taken, is found by its own name in environments.yaml.
 */
import { isIP } from 'node:net';

export interface Wanted {
  /** in environments.yaml */
  name: string;
  host: string;
  port: number;
}

export interface Place {
  /** what to call it inside */
  host: string;
  address: string;
  port: number;
}

/** Names of the sandbox itself, which mean 127.0.0.1. */
const own = new Set(['localhost', 'handrail']);
/** As many as a run can be led to: each is a mount and a listener, and what a sandbox is told of them goes through a pipe of 64 KiB. */
export const mostPlaces = 200;

/** Takes the endpoints; gives where each is, in their order, and the text of /etc/hosts. Throws when there are too many. */
export function placesOf(wanted: readonly Wanted[]): { places: Place[]; hosts: string } {
  if (wanted.length > mostPlaces) throw new RangeError(`An environment can have ${mostPlaces} endpoints beside Kubernetes; this one has ${wanted.length}.`);
  const addresses = new Map<string, string>();
  const aliases = new Map<string, Set<string>>();
  const taken = new Set<string>();
  let count = 0;
  const next = (): string => {
    count += 1;
    return `127.0.0.${count + 1}`;
  };
  const places = wanted.map(({ name, host, port }) => {
    const real = host.toLowerCase().replace(/\.$/, '');
    const isNamed = isIP(real.replace(/^\[(.*)\]$/, '$1')) === 0 && !own.has(real) && real !== '';
    const shared = isNamed ? addresses.get(real) : undefined;
    const byName = isNamed && !taken.has(`${shared ?? ''}:${port}`);
    const address = byName && shared !== undefined ? shared : next();
    if (byName) addresses.set(real, address);
    taken.add(`${address}:${port}`);
    aliases.set(name, (aliases.get(name) ?? new Set()).add(address));
    return { host: byName ? real : name, address, port };
  });
  // A name that would mean two things means none, and a host's real name comes first.
  const named = [...aliases].flatMap(([name, at]) => (at.size === 1 && !addresses.has(name) && !own.has(name) ? [[name, ...at] as const] : []));
  const lines = [...[...addresses].map(([host, address]) => `${address} ${host}`), ...named.map(([name, address]) => `${address} ${name}`)];
  return { places, hosts: `127.0.0.1 localhost handrail\n::1 localhost\n${lines.map((line) => `${line}\n`).join('')}` };
}
