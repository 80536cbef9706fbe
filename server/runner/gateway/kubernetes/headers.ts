/**
 * Which headers pass a gateway. Inward those that kubectl and its kin need, and no other: who asks is never for the client to
 * say. Outward all that are not about one connection. Pure.
 */

/** Everything by which a client says what it wants; nothing by which it says who it is or where it comes from. */
const inward = /^(accept|accept-encoding|cache-control|content-length|content-type|if-match|if-modified-since|if-none-match|kubectl-command|kubectl-session|range|transfer-encoding|user-agent)$/;
/** What an upgrade needs besides; it has no body, and bytes that a length announces would be taken from what comes after it. */
const upgrading = /^(connection|sec-websocket-(extensions|key|protocol|version)|upgrade|x-stream-protocol-version)$/;
const bodily = /^(content-length|content-type|transfer-encoding)$/;
const hopByHop = /^(connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/;

/** Takes a request's raw headers, who asks and the API's host; gives the headers to pass on. */
export function passedHeaders(raw: readonly string[], identity: readonly (readonly [string, string])[], host: string, upgrade: boolean): [string, string][] {
  const passed: [string, string][] = [['Host', host], ...identity.map(([name, value]): [string, string] => [name, value])];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const lower = name.toLowerCase();
    const passes = inward.test(lower) && !(upgrade && bodily.test(lower)) || upgrade && upgrading.test(lower);
    // Transfer encodings are between two ends of a connection: Node writes its own.
    if (!passes || lower === 'transfer-encoding') continue;
    // A name listed in it would be dropped further on: the person's, for one.
    passed.push(lower === 'connection' ? [name, 'Upgrade'] : [name, raw[at + 1] ?? '']);
  }
  return passed;
}

/** Takes an answer's raw headers; gives those that are not about one connection, as a flat list. */
export function endToEnd(raw: readonly string[]): string[] {
  return raw.flatMap((name, at) => (at % 2 === 0 && !hopByHop.test(name.toLowerCase()) ? [name, raw[at + 1] ?? ''] : []));
}

/** The subprotocol by which a browser shows a token (k8s.io/apiserver, authentication/request/websocket). */
const tokenProtocol = /bearer\.authorization/i;

/**
 * Takes the headers of a request to upgrade; gives why it cannot be, or null. kubectl knows two: WebSocket, and SPDY before 1.30.
 */
export function wrongUpgrade(headers: NodeJS.Dict<string | string[]>): string | null {
  const protocol = String(headers['upgrade'] ?? '').toLowerCase();
  if (protocol !== 'websocket' && protocol !== 'spdy/3.1') return 'Only an upgrade to WebSocket or to SPDY/3.1 is passed on.';
  if (tokenProtocol.test(String(headers['sec-websocket-protocol'] ?? ''))) return 'A token shown as a WebSocket protocol is not passed on: the gateway says who you are.';
  return null;
}
