/** Proxies that the configuration names: addresses and networks. */
import ipaddr from 'ipaddr.js';

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];
/** networks of the proxies that are believed */
export type Proxies = readonly Range[];

/** Takes addresses and networks, separated by commas; gives them. Throws a plain Error that names what is none. */
export function readProxies(text: string): Proxies {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '').map((part) => {
    const [address = '', bits] = part.split('/');
    if (!ipaddr.isValid(address) || (bits === undefined ? false : !ipaddr.isValidCIDR(part))) throw new Error(`“${part}” is neither an address nor a network. Write 10.0.0.7 or 10.0.0.0/24`);
    const read = ipaddr.process(address);
    const most = read.kind() === 'ipv4' ? 32 : 128;
    return [read, bits === undefined ? most : Math.min(Number(bits), most)] as const;
  });
}
