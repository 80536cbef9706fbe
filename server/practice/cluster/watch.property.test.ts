/**
 * A thousand random histories: objects come, change, change sides of a selector and go, while watchers come, are cut off
 * and go on from what they saw, as clients do. In the end each has seen what a list shows.
 */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { systemClock } from './clock.ts';
import { randomIds } from './ids.ts';
import type { KubeObject } from './object.ts';
import { Objects } from './objects.ts';
import { configMaps, namespaces } from './resources.ts';
import { parseLabelSelector } from './selector.ts';
import { ApiError } from './status.ts';
import { Storage } from './storage.ts';
import { watch } from './watch.ts';

const histories = 1_000;
const steps = 60;

type Random = (below: number) => number;

/** A small generator whose numbers are the same for the same seed (mulberry32). */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) % below;
  };
}

/** As much of a response as a watch needs; what is written to it is read at once. */
class Answer extends EventEmitter {
  writableEnded = false;
  readonly writableLength = 0;
  readonly #read: (line: string) => void;

  constructor(read: (line: string) => void) {
    super();
    this.#read = read;
  }

  writeHead(): void { /* nobody looks */ }

  flushHeaders(): void { /* nobody looks */ }

  write(line: string): boolean {
    this.#read(line);
    return true;
  }

  end(): void {
    this.writableEnded = true;
  }
}

/** What a client does: list, watch from there, go on after a cut, list again when the version is forgotten. */
class Client {
  readonly seen = new Map<string, string>();
  forgotten = 0;
  #last = 0;
  #answer: Answer | null = null;
  readonly #storage: Storage;
  readonly selector: string;

  constructor(storage: Storage, selector: string) {
    this.#storage = storage;
    this.selector = selector;
    this.#list();
  }

  #list(): void {
    this.seen.clear();
    for (const object of this.#storage.list(configMaps).filter(parseLabelSelector(this.selector))) this.seen.set(object.metadata.name, object.metadata.resourceVersion);
    this.#last = this.#storage.version;
  }

  connect(): void {
    if (this.#answer) return;
    const answer = new Answer((line) => { this.#hear(JSON.parse(line) as { type: string; object: KubeObject & { code?: number } }); });
    this.#answer = answer;
    watch(this.#storage, systemClock, answer as unknown as ServerResponse, {
      resource: configMaps, matches: parseLabelSelector(this.selector), from: this.#last, bookmarks: false, timeoutSeconds: null, show: (object) => object, mayLag: () => Infinity,
    });
    if (!answer.writableEnded) return;
    this.#answer = null;
    this.#list();
    this.connect();
  }

  cut(): void {
    this.#answer?.emit('close');
    this.#answer = null;
  }

  #hear({ type, object }: { type: string; object: KubeObject & { code?: number } }): void {
    if (type === 'ERROR') {
      assert.equal(object.code, 410);
      this.forgotten += 1;
      return;
    }
    const { name, resourceVersion } = object.metadata;
    assert.ok(Number(resourceVersion) > this.#last, `${type} ${name} has version ${resourceVersion} after ${this.#last}`);
    assert.equal(this.seen.has(name), type !== 'ADDED', `${type} ${name}`);
    this.#last = Number(resourceVersion);
    if (type === 'DELETED') this.seen.delete(name);
    else this.seen.set(name, resourceVersion);
  }
}

const selectors = ['', 'side=left', 'side in (left, right),big', '!side', 'side!=right'];

function write(objects: Objects, storage: Storage, random: Random): void {
  const name = `m${random(6)}`;
  const side = ['left', 'right', ''][random(3)] ?? '';
  const labels = { ...(side === '' ? {} : { side }), ...(random(2) === 0 ? { big: 'yes' } : {}) };
  const old = storage.get(configMaps, 'default', name);
  const act = random(8);
  if (!old || act === 0) objects.create(configMaps, 'default', { metadata: { name, labels, ...(random(4) === 0 ? { finalizers: ['example.org/hold'] } : {}) } });
  else if (act < 3) objects.delete(configMaps, 'default', name);
  else if (act === 3) objects.update(configMaps, { ...old, metadata: { ...old.metadata, finalizers: [] } });
  // a stale version is refused and changes nothing
  else if (act === 4) objects.update(configMaps, { ...old, metadata: { ...old.metadata, resourceVersion: '1', labels } });
  else objects.update(configMaps, { ...old, metadata: { ...old.metadata, labels }, data: { at: String(random(3)) } } as KubeObject);
}

function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** Gives how many watches began at a forgotten version. */
function live(seed: number): number {
  const random = generator(seed);
  const storage = new Storage({ length: 4 + random(30), bytes: 1e6 });
  const objects = new Objects(storage, systemClock, randomIds, 0);
  objects.create(namespaces, '', { metadata: { name: 'default' } });
  let version = storage.version;
  storage.onChange((change) => {
    assert.equal(change.version, version + 1, 'versions go up by one');
    assert.equal(change.object.metadata.resourceVersion, String(change.version));
    version = change.version;
  });
  const clients = Array.from({ length: 3 }, () => new Client(storage, selectors[random(selectors.length)] ?? ''));
  for (let step = 0; step < steps; step += 1) {
    attempt(() => { write(objects, storage, random); });
    const client = clients[random(clients.length)];
    const act = random(4);
    if (act === 0) client?.cut();
    else if (act === 1) client?.connect();
  }
  for (const client of clients) client.connect();
  // each of them hears one more change at least
  attempt(() => { objects.create(configMaps, 'default', { metadata: { name: 'last', labels: { side: 'left', big: 'yes' } } }); });
  for (const client of clients) client.cut();
  const all = storage.list(configMaps);
  for (const [at, client] of clients.entries()) {
    const shown = all.filter(parseLabelSelector(client.selector)).map(({ metadata }): [string, string] => [metadata.name, metadata.resourceVersion]);
    assert.deepEqual([...client.seen].sort(), shown.sort(), `watcher ${at} of history ${seed}`);
  }
  objects.close();
  storage.close();
  return clients.reduce((sum, client) => sum + client.forgotten, 0);
}

test(`${histories} random histories: every watcher ends with what a list shows, and versions never go back`, () => {
  let forgotten = 0;
  for (let seed = 1; seed <= histories; seed += 1) forgotten += live(seed);
  assert.ok(forgotten > 100, `only ${forgotten} watches began at a forgotten version: the test does not reach that`);
});
