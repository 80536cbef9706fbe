/**
 * What a browser itself says of a request (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/): no page can write these
 * headers, so a foreign page that asks our API for anything is told apart even where no cookie would be sent. Programs and
 * old browsers send none, and are told apart by the rest.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { HandrailError } from '../../../common/errors.ts';
import type { OriginRule } from '../../auth/origin.ts';

export interface FetchMetadata {
  readonly site: string | undefined;
  readonly mode: string | undefined;
  readonly dest: string | undefined;
}

/** Takes headers; gives what the browser says in them. */
export function fetchMetadata(headers: IncomingHttpHeaders): FetchMetadata {
  const read = (name: string) => [headers[name]].flat().join(',') || undefined;
  return { site: read('sec-fetch-site'), mode: read('sec-fetch-mode'), dest: read('sec-fetch-dest') };
}

/** Takes what the browser says of a request to the API, and its method; tells whether a page of ours may have sent it. */
export function isOwnFetch({ site, mode, dest }: FetchMetadata, method: string): boolean {
  // Browsers that know these headers always send this one; Node's own fetch sends the mode alone.
  if (site === undefined) return true;
  const isNavigation = mode === 'navigate';
  // A download or an address typed in is a navigation, and only ever reads.
  if (isNavigation) return method === 'GET' && (dest === undefined || dest === 'document' || dest === 'empty') && (site === 'same-origin' || site === 'none');
  // Answers of the API are for scripts: never a script, a picture, a frame or a worker themselves.
  return site === 'same-origin' && (dest === undefined || dest === 'empty') && (mode === undefined || mode === 'cors' || mode === 'same-origin' || mode === 'no-cors');
}

/** As `isOwnFetch`, for the upgrade to a WebSocket. Browsers differ in what they call its destination. */
export function isOwnUpgrade({ site, mode, dest }: FetchMetadata): boolean {
  return (site === undefined || site === 'same-origin') && (mode === undefined || mode === 'websocket')
    && (dest === undefined || dest === 'websocket' || dest === 'empty');
}

/** As `isOwnFetch`, for the page that an identity provider sends a browser back to: another site's navigation, and nothing else. */
export function isReturn({ site, mode, dest }: FetchMetadata): boolean {
  return site === undefined || ((mode === undefined || mode === 'navigate') && (dest === undefined || dest === 'document'));
}

/** Takes the rule and the paths that a provider sends browsers to; gives the middleware of the API. */
export function guardFetches(rule: OriginRule, returns: ReadonlySet<string>): RequestHandler {
  return (request, _response, next) => {
    const metadata = fetchMetadata(request.headers);
    const path = request.baseUrl + request.path;
    if (request.method === 'GET' && returns.has(path) ? isReturn(metadata) : isOwnFetch(metadata, request.method)) next();
    else next(new HandrailError('origin-refused', { origin: shown(metadata), expected: rule.origin }));
  };
}

function shown({ site, mode, dest }: FetchMetadata): string {
  return [site, mode, dest].map((one) => (one ?? '-').replace(/[^\x21-\x7e]/g, '?').slice(0, 30)).join(' ');
}
