/**
 * Answers `/openapi/v3` and what is below. kubectl asks before each apply, and keeps what has a hash in its address, so
 * the documents are made once, when somebody first asks, and kept compressed: they are the same in every cluster.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type ResourceRegistry, apiVersionOf } from '../resource.ts';
import { noSuchPath } from '../status.ts';
import { documentOf } from './document.ts';

interface Published { zipped: Buffer; hash: string }

const year = 365 * 24 * 3_600_000;
const published = new WeakMap<ResourceRegistry, Map<string, Published>>();

/** Takes a path below `/openapi/v3`, empty for the index; answers with the document. Throws 404. */
export function publishOpenApi(request: IncomingMessage, response: ServerResponse, registry: ResourceRegistry, path: string): void {
  const documents = documentsOf(registry);
  const found = documents.get(path);
  if (!found) throw noSuchPath();
  const hash = new URL(request.url ?? '/', 'http://cluster').searchParams.get('hash');
  const current = hash === found.hash;
  const headers: Record<string, string> = {
    ETag: `"${found.hash}"`, Vary: 'Accept, Accept-Encoding', 'Content-Type': 'application/json',
    ...(current ? { 'Cache-Control': 'public, immutable', Expires: new Date(Date.now() + year).toUTCString() } : { 'Cache-Control': 'no-cache, private' }),
  };
  if (request.headers['if-none-match']?.includes(headers['ETag'] ?? '') === true) return void response.writeHead(304, headers).end();
  const zips = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = zips ? found.zipped : gunzipSync(found.zipped);
  response.writeHead(200, { ...headers, ...(zips ? { 'Content-Encoding': 'gzip' } : {}), 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function documentsOf(registry: ResourceRegistry): Map<string, Published> {
  const known = published.get(registry);
  if (known) return known;
  const made = new Map<string, Published>();
  const paths: Record<string, { serverRelativeURL: string }> = {};
  for (const [path, resources] of groupVersions(registry)) {
    const document = publish(documentOf(resources));
    made.set(path, document);
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${document.hash}` };
  }
  made.set('', publish({ paths }));
  published.set(registry, made);
  return made;
}

function groupVersions(registry: ResourceRegistry): Map<string, ResourceRegistry['all'][number][]> {
  const found = new Map<string, ResourceRegistry['all'][number][]>();
  for (const resource of registry.all) {
    const path = `${resource.group === '' ? 'api' : 'apis'}/${apiVersionOf(resource)}`;
    found.set(path, [...found.get(path) ?? [], resource]);
  }
  return found;
}

function publish(document: object): Published {
  const text = JSON.stringify(document);
  return { zipped: gzipSync(text), hash: createHash('sha512').update(text).digest('hex').slice(0, 64).toUpperCase() };
}
