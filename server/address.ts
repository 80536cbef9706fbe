/**
 * Which addresses we connect to on somebody’s word, purely. A name can come to mean any address at any time; so what it means is
 * looked at for each connection, and the very address that was looked at is connected to. Ranges are those of ipaddr.js.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Where machines in clouds tell who they are and what they may; beside 169.254.0.0/16 and fe80::/10, which are refused whole. */
const metadata = new Set([
  'fd00:ec2::254', 'fd20:ce::254', // AWS and Google, IPv6
  '100.100.100.200', // Alibaba
  '168.63.129.16', // Azure
  '192.0.0.192', // Oracle
].map((address) => ipaddr.parse(address).toNormalizedString()));

/** What an address of IPv6 says of one of IPv4 within it, in bytes from its beginning: RFC 6052, RFC 3056. */
const embedded: Readonly<Record<string, number>> = { rfc6052: 12, '6to4': 2 };
const refused: Readonly<Record<string, string>> = {
  unspecified: 'no address at all', broadcast: 'everybody in a network', multicast: 'a group of machines',
  linkLocal: 'the link of this machine, where clouds keep its credentials', reserved: 'a range that nobody may use', teredo: 'a tunnel', rfc6145: 'a translation',
};

export interface Ground {
  /** whether this very machine may be meant */
  local: boolean;
  /** the addresses of this machine */
  own: ReadonlySet<string>;
}

/** Takes an address as text; gives why it may not be connected to, as the end of a sentence, or null. */
export function refusalOf(address: string, ground: Ground): string | null {
  const bare = address.replace(/%.*$/, '');
  if (isIP(bare) === 0) return 'no address';
  // `process` makes an IPv4-mapped address of IPv6 the one of IPv4 that it is.
  const plain = ipaddr.process(bare);
  const inner = plain.kind() === 'ipv6' ? embedded[plain.range()] : undefined;
  if (inner !== undefined) return refusalOf(plain.toByteArray().slice(inner, inner + 4).join('.'), { ...ground, local: false });
  const text = plain.toNormalizedString();
  if (metadata.has(text)) return 'where a cloud keeps the credentials of its machines';
  const range = plain.range();
  if (refused[range] !== undefined) return refused[range];
  if (plain.kind() === 'ipv6' && /^0:0:0:0:0:0:[^:]+:[^:]+$/.test(text) && range !== 'loopback') return 'an address that is no longer used';
  const isOurs = range === 'loopback' || ground.own.has(text);
  return isOurs && !ground.local ? 'this very machine' : null;
}

/** Takes what `os.networkInterfaces` gives; gives the machine's addresses as `refusalOf` compares them. */
export function ownAddresses(interfaces: NodeJS.Dict<readonly { address: string }[]>): Set<string> {
  const all = Object.values(interfaces).flatMap((list) => list ?? []);
  return new Set(all.map(({ address }) => ipaddr.process(address.replace(/%.*$/, '')).toNormalizedString()));
}
