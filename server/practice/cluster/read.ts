/** GET of one object, of a list, and watches. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Form, formOf } from './accept.ts';
import type { Clock } from './clock.ts';
import type { KubeObject } from './object.ts';
import { matcherOf, truth, wholeNumber } from './query.ts';
import { type Resource, apiVersionOf } from './resource.ts';
import { answer } from './respond.ts';
import { ApiError, notFound } from './status.ts';
import type { Storage } from './storage.ts';
import { table } from './table/table.ts';
import { watch } from './watch.ts';

/** Watches of one cluster at a time; a terminal full of them has ten. */
const mostWatches = 100;
/** Bytes that a watch may be behind: many readers that do not read share what one may. */
const [leastUnread, mostUnread, allUnread] = [1024 * 1024, 8 * 1024 * 1024, 32 * 1024 * 1024];

export class Reader {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #watches = new Set<() => void>();

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Answers a GET of one object. Throws 404. */
  one(request: IncomingMessage, response: ServerResponse, resource: Resource, namespace: string, name: string, query: URLSearchParams): void {
    const object = this.#storage.get(resource, namespace, name);
    if (!object) throw notFound(resource, name);
    answer(response, 200, this.#shown(resource, object, formOf(request.headers.accept, query), true));
  }

  /** Answers a GET of a list or a watch. Throws 400 for selectors that do not parse. */
  many(request: IncomingMessage, response: ServerResponse, resource: Resource, namespace: string | null, query: URLSearchParams): void {
    const form = formOf(request.headers.accept, query);
    const matches = matcherOf(query, resource, namespace);
    if (truth(query, 'watch')) return this.#watch(response, resource, form, matches, query);
    const objects = this.#storage.list(resource, namespace ?? undefined).filter(matches);
    const resourceVersion = String(this.#storage.version);
    if (form.as === 'table') {
      const options = { include: form.include, now: this.#clock.now(), resourceVersion, withColumns: true };
      return answer(response, 200, table(resource, objects, options));
    }
    answer(response, 200, { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata: { resourceVersion }, items: objects });
  }

  #watch(response: ServerResponse, resource: Resource, form: Form, matches: (object: KubeObject) => boolean, query: URLSearchParams): void {
    if (this.#watches.size >= mostWatches) {
      throw new ApiError(429, 'TooManyRequests', `there are ${mostWatches} watches of this practice cluster already: end some of those commands with \`--watch\`, and try again`);
    }
    // version 0 and none both ask for everything first: `get NAME -w` depends on it
    const from = wholeNumber(query, 'resourceVersion') ?? 0;
    const end = watch(this.#storage, this.#clock, response, {
      resource,
      matches,
      from: from === 0 ? null : from,
      bookmarks: truth(query, 'allowWatchBookmarks'),
      timeoutSeconds: wholeNumber(query, 'timeoutSeconds'),
      show: (object, first) => this.#shown(resource, object, form, first),
      mayLag: () => Math.max(leastUnread, Math.min(mostUnread, allUnread / this.#watches.size)),
    });
    this.#watches.add(end);
    response.on('close', () => this.#watches.delete(end));
  }

  #shown(resource: Resource, object: KubeObject, form: Form, withColumns: boolean): unknown {
    if (form.as === 'object') return object;
    return table(resource, [object], {
      include: form.include, now: this.#clock.now(), resourceVersion: object.metadata.resourceVersion, withColumns,
    });
  }

  /** Ends every watch. */
  close(): void {
    for (const end of [...this.#watches]) end();
  }
}
