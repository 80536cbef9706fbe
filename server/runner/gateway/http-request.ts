/** What a request to a web service becomes on its way there, purely: what it does, where it leads, and which headers go along. */
import type { Effect } from '../../../common/catalog/effect.ts';

/** A server may be made to take one method for another by these, which would be another effect. */
const disguises = /^x-(http-)?method(-override)?$/;
/** Of one connection alone (RFC 9110, section 7.6.1), or saying who asks. */
const dropped = /^(connection|keep-alive|proxy-connection|proxy-authorization|proxy-authenticate|te|trailer|transfer-encoding|upgrade|host|expect|forwarded|via|x-forwarded-.*|x-real-ip)$/;
const reading = new Set(['GET', 'HEAD', 'OPTIONS']);
/** They give back what was sent, the gateway's own header among it, or lead elsewhere. */
const forbidden = new Set(['TRACE', 'TRACK', 'CONNECT']);

/** Takes a method; gives what it does (RFC 9110, section 9.2.1), or null for one that never passes. */
export function methodEffect(method: string): Effect | null {
  if (forbidden.has(method.toUpperCase())) return null;
  if (reading.has(method)) return 'read';
  return method === 'DELETE' ? 'destroy' : 'change';
}

/** Takes what was asked for, and the path that the environment names; gives why it does not pass, or null. */
export function complaintOf(asked: string, base: string): string | null {
  if (!asked.startsWith('/')) return 'A request names a path, not another server.';
  const path = asked.replace(/[?#].*$/s, '');
  let plain: string;
  try {
    plain = new URL(`http://x${asked}`).pathname;
  } catch {
    return 'The path cannot be understood.';
  }
  // What one server takes for `..`, another takes for a name: neither passes.
  if (plain !== path || /%2e|%2f|%5c/i.test(path)) return 'The path must stand in its plain form, without `.`, `..` or coded slashes.';
  const root = base.replace(/\/$/, '');
  return root === '' || path === root || path.startsWith(`${root}/`) ? null : `The environment offers ${root} of this service, and nothing beside it.`;
}

export interface Passing {
  /** value of Host */
  host: string;
  /** value of Authorization that the gateway adds; null for none, which leaves the step its own */
  authorization: string | null;
}

/** Takes raw headers; gives those to send on. */
export function passedHeaders(raw: readonly string[], { host, authorization }: Passing): [string, string][] {
  const pairs = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as [string, string]] : []));
  const named = new Set(pairs.filter(([name]) => name.toLowerCase() === 'connection').flatMap(([, value]) => value.toLowerCase().split(/[,\s]+/)));
  const passed = pairs.filter(([name]) => {
    const lower = name.toLowerCase();
    if (dropped.test(lower) || disguises.test(lower)) return false;
    // Whoever lists a header as its connection's has it dropped, but not the length by which the body is framed.
    if (named.has(lower) && lower !== 'content-length') return false;
    return authorization === null || lower !== 'authorization';
  });
  return [['Host', host], ...(authorization === null ? [] : [['Authorization', authorization] as [string, string]]), ...passed];
}

/** Takes an answer's raw headers; gives those that are not of its connection alone. */
export function answeredHeaders(raw: readonly string[]): string[] {
  return raw.flatMap((name, at) => (at % 2 === 0 && !/^(connection|keep-alive|transfer-encoding|upgrade|proxy-authenticate|trailer)$/i.test(name) ? [name, raw[at + 1] ?? ''] : []));
}
