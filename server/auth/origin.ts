/**
 * Which requests come from our own pages. The right origin is computed from the configuration, never from a header that
 * the asking side writes (`Host`, `X-Forwarded-Host`), and compared letter by letter.
 */
import { HandrailError } from '../../common/errors.ts';

export interface OriginRule {
  /** the one origin that browsers open */
  readonly origin: string;
  /** values of the Host header we answer to */
  readonly hosts: ReadonlySet<string>;
  /** `localhost:<port>`, which is sent on to the origin instead of refused; null when the origin is not on loopback */
  readonly alias: string | null;
}

export interface AskedFrom {
  origin?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
}

/** Takes origin, listening address and port; gives the rule for them. */
export function originRule(config: { origin: string; host: string; port: number }): OriginRule {
  const own = new URL(config.origin);
  return Object.freeze({
    origin: own.origin,
    hosts: new Set([own.host, `${config.host}:${config.port}`, `127.0.0.1:${config.port}`]),
    alias: own.hostname === '127.0.0.1' ? `localhost:${config.port}` : null,
  });
}

/** Takes a Host header; tells whether it is ours. Another name that resolves to us is an attack by DNS rebinding. */
export function isOurHost(rule: OriginRule, host: string | undefined): boolean {
  return host !== undefined && rule.hosts.has(host);
}

/**
 * Takes the headers of a change or an upgrade made with a cookie. Throws `origin-refused` unless the browser says that it
 * came from our own origin; a missing Origin is refused too, for every browser sends one here.
 */
export function requireOwnOrigin(rule: OriginRule, headers: AskedFrom): void {
  const site = headers['sec-fetch-site'];
  if (headers.origin === rule.origin && (site === undefined || site === 'same-origin')) return;
  throw new HandrailError('origin-refused', { origin: shown(headers.origin), expected: rule.origin });
}

/** As `requireOwnOrigin`, for the local credential: programs send no Origin, but a foreign one is refused all the same. */
export function refuseForeignOrigin(rule: OriginRule, headers: AskedFrom): void {
  if (headers.origin === undefined && headers['sec-fetch-site'] === undefined) return;
  requireOwnOrigin(rule, headers);
}

/** What came from outside is shown short and without anything that could disguise it. */
function shown(origin: string | undefined): string {
  return origin === undefined ? 'no origin' : origin.replace(/[^\x21-\x7e]/g, '?').slice(0, 100);
}
