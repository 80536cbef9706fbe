/**
 * One watch: an answer that does not end, one JSON event a line. It begins with what there is, or goes on from a version
 * it saw; an object that comes to match counts as added, one that no longer does as deleted.
 */
import type { ServerResponse } from 'node:http';
import type { Clock } from './clock.ts';
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf } from './resource.ts';
import type { Matcher } from './selector.ts';
import { expired, statusOf } from './status.ts';
import type { Change, Storage } from './storage.ts';

const bookmarkEvery = 60_000;

export interface WatchOptions {
  resource: Resource;
  matches: Matcher;
  /** the version to go on from; null begins with everything that matches */
  from: number | null;
  bookmarks: boolean;
  timeoutSeconds: number | null;
  /** how an object is shown; true for the first one */
  show: (object: KubeObject, first: boolean) => unknown;
  /** tells how many bytes a reader may be behind just now; one that is further is let go: it lists and watches again */
  mayLag: () => number;
}

/** Takes storage, a clock, a response and what to watch; answers until one side ends it. Gives a function that ends it. */
export function watch(storage: Storage, clock: Clock, response: ServerResponse, options: WatchOptions): () => void {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  let first = true;
  const send = (type: string, object: KubeObject) => {
    write(response, type, options.show(object, first));
    first = false;
  };
  if (options.from === null) {
    for (const object of storage.list(options.resource)) if (options.matches(object)) send('ADDED', object);
  } else {
    // a version that is still to come was seen before the world went back to a snapshot
    const missed = options.from > storage.version ? null : storage.since(options.from);
    if (missed === null) {
      write(response, 'ERROR', statusOf(expired(options.from, storage.oldest)));
      response.end();
      return () => undefined;
    }
    for (const change of missed) deliver(change, options, send);
  }
  return follow(storage, clock, response, options, send);
}

function follow(
  storage: Storage, clock: Clock, response: ServerResponse, options: WatchOptions, send: (type: string, object: KubeObject) => void,
): () => void {
  const unsubscribe = storage.onChange((change) => {
    deliver(change, options, send);
    if (response.writableLength > options.mayLag()) response.destroy();
  });
  const bookmark = () => { write(response, 'BOOKMARK', options.show(bare(options.resource, storage.version), false)); };
  let cancelBookmark = (): void => undefined;
  const bookmarkLater = () => {
    cancelBookmark = clock.after(bookmarkEvery, () => {
      bookmark();
      bookmarkLater();
    });
  };
  if (options.bookmarks) bookmarkLater();
  const timeout = options.timeoutSeconds === null ? null : setTimeout(() => {
    if (options.bookmarks) bookmark();
    end();
  }, Math.min(options.timeoutSeconds * 1000, 0x7fff_ffff)).unref();
  const end = () => {
    unsubscribe();
    cancelBookmark();
    if (timeout) clearTimeout(timeout);
    response.end();
  };
  response.on('close', end);
  return end;
}

function deliver(change: Change, { resource, matches }: WatchOptions, send: (type: string, object: KubeObject) => void): void {
  if (change.resource !== resource) return;
  const did = change.previous !== undefined && matches(change.previous);
  const does = change.type !== 'DELETED' && matches(change.object);
  if (does) send(did ? 'MODIFIED' : 'ADDED', change.object);
  else if (did) send('DELETED', change.type === 'DELETED' ? change.object : withVersion(change));
}

/** What left a selection is shown as it was, with the version of its leaving. */
function withVersion({ previous, object }: Change): KubeObject {
  const before = previous ?? object;
  return { ...before, metadata: { ...before.metadata, resourceVersion: object.metadata.resourceVersion } };
}

function bare(resource: Resource, version: number): KubeObject {
  const metadata = { resourceVersion: String(version), creationTimestamp: null };
  return { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata } as unknown as KubeObject;
}

function write(response: ServerResponse, type: string, object: unknown): void {
  if (!response.writableEnded) response.write(`${JSON.stringify({ type, object })}\n`);
}
