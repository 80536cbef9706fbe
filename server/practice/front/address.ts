/** What a client of the front door asks for, read from what it sent. Pure; everything here is hostile input. */

/** A host and the path asked of it, as they were sent, the host in lower case. */
export interface Address {
  host: string;
  path: string;
}

const hostName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** Takes the target of a CONNECT, `host:port`; gives both, or null when it is none. */
export function readConnect(target: string): { host: string; port: number } | null {
  const [, name = '', port = ''] = /^([^:/?#@\s]+):(\d{1,5})$/.exec(target) ?? [];
  const host = name.toLowerCase();
  return hostName.test(host) ? { host, port: Number(port) } : null;
}

/**
 * Takes a request's target, its Host header and whether it came through TLS; gives what it asks for, or null.
 * In the clear a proxy is sent whole URLs (RFC 9112, 3.2.2), which count more than the header; through TLS a path and the
 * header. The port may only be the usual one.
 */
export function readTarget(target: string, header: string | undefined, secure: boolean): Address | null {
  const [, scheme = '', whole, rest = ''] = /^(https?):\/\/([^/?#]*)([^#]*)$/i.exec(target) ?? [];
  if (whole === undefined) return secure && target.startsWith('/') ? addressOf(header ?? '', target, '443') : null;
  if ((scheme.toLowerCase() === 'https') !== secure) return null;
  return addressOf(whole, rest.startsWith('/') ? rest : `/${rest}`, secure ? '443' : '80');
}

function addressOf(authority: string, path: string, usual: string): Address | null {
  const [, name = '', port = usual] = /^([^:@\s]+)(?::(\d{1,5}))?$/.exec(authority) ?? [];
  const host = name.toLowerCase();
  return hostName.test(host) && port === usual ? { host, path } : null;
}
