/**
 * The headers of a request on its way through the gateway. What could speak for somebody else is taken out, the person is
 * put in. Purely.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** Meant for the next hop only: RFC 9110 section 7.6.1. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);
/** Credentials and claims of identity, which only the gateway may make. */
const claims = /^(authorization|proxy-authorization|cookie|impersonate-.*|x-remote-.*|x-forwarded-.*|forwarded|via|x-real-ip)$/;

/** Takes the headers from inside, the person, and whether the connection is to be upgraded; gives those to send on. */
export function onwardHeaders(from: IncomingHttpHeaders, person: string, upgrade: boolean): Record<string, string | string[]> {
  const listed = new Set((from.connection ?? '').toLowerCase().split(',').map((name) => name.trim()));
  const kept = Object.entries(from).flatMap(([name, value]): [string, string | string[]][] => {
    const dropped = value === undefined || claims.test(name) || hopByHop.has(name) || listed.has(name) || name === 'host';
    return dropped ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    host: 'kubernetes',
    'impersonate-user': person,
    ...(upgrade ? { connection: 'Upgrade', upgrade: from.upgrade ?? '' } : {}),
  };
}

/** Takes the headers of the answer; gives those to hand back. */
export function backwardHeaders(from: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(from).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined && !hopByHop.has(entry[0])));
}
