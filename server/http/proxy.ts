/**
 * Where a request comes from, for limits only. `X-Forwarded-For` is believed from the proxies that the
 * configuration names and from nobody else; no other forwarded header is read anywhere.
 */
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import type { Proxies } from '../config/proxies.ts';

/** Proxies before proxies: a chain longer than this is nobody's. */
const longestChain = 20;

/** Takes the proxies that are believed and a request; gives the address it comes from, empty when its socket is gone. */
export function addressOf(proxies: Proxies, request: IncomingMessage): string {
  const last = plain(request.socket.remoteAddress ?? '');
  const chain = [request.headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').slice(-longestChain).map((part) => plain(part.trim()));
  let at = last;
  // From the right: each proxy adds whom it heard from, and what stands further left anybody may have written.
  while (isProxy(proxies, at) && chain.length > 0) {
    const before = chain.pop() ?? '';
    if (before === '') break;
    at = before;
  }
  return at;
}

/** As `addressOf`, for counting: all addresses of one IPv6 network of 64 bits are one, since a single machine has them all. */
export function rateKey(proxies: Proxies, request: IncomingMessage): string {
  const address = addressOf(proxies, request);
  if (!ipaddr.IPv6.isValid(address)) return address;
  return ipaddr.IPv6.parse(address).parts.slice(0, 4).map((part) => part.toString(16)).join(':');
}

/** One spelling for each address, IPv4 as IPv4 however it came; empty for what is none. */
function plain(address: string): string {
  return ipaddr.isValid(address) && (address.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(address)) ? ipaddr.process(address).toString() : '';
}

function isProxy(proxies: Proxies, address: string): boolean {
  if (address === '') return false;
  const read = ipaddr.process(address);
  return proxies.some(([network, bits]) => network.kind() === read.kind() && read.match(network, bits));
}
