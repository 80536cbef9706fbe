import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { historyLength } from './storage.ts';
import { type Bench, startBench } from './testing/kubectl.ts';

let bench: Bench;

before(async () => { bench = await startBench(); });
after(() => bench.close());

interface Event { type: string; object: { kind: string; metadata: { name: string; resourceVersion: string }; code?: number; columnDefinitions?: unknown; rows?: unknown[] } }

const maps = '/api/v1/namespaces/default/configmaps';

/** A watch whose events are taken one at a time. */
async function watch(query: string, accept = 'application/json') {
  const stop = new AbortController();
  const response = await fetch(`${bench.url}${maps}?watch=true&${query}`, { signal: stop.signal, headers: { Accept: accept } });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  return {
    async next(): Promise<Event | null> {
      while (!rest.includes('\n')) {
        const { value, done } = await reader?.read() ?? { done: true, value: '' };
        if (done) return null;
        rest += value;
      }
      const at = rest.indexOf('\n');
      const line = rest.slice(0, at);
      rest = rest.slice(at + 1);
      return JSON.parse(line) as Event;
    },
    stop: () => { stop.abort(); },
  };
}

async function send(method: string, path: string, body: object): Promise<{ metadata: { resourceVersion: string } }> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return await (await fetch(bench.url + path, { method, headers: { 'Content-Type': type }, body: JSON.stringify(body) })).json() as { metadata: { resourceVersion: string } };
}

const shown = (event: Event | null) => `${event?.type ?? 'end'} ${event?.object.metadata.name ?? ''}`;

test('a watch without a version begins with what there is', async () => {
  await send('POST', maps, { metadata: { name: 'first' } });
  for (const query of ['', 'resourceVersion=0']) {
    const events = await watch(`fieldSelector=metadata.name=first&${query}`);
    assert.equal(shown(await events.next()), 'ADDED first');
    await send('PATCH', `${maps}/first`, { data: { at: query } });
    assert.equal(shown(await events.next()), 'MODIFIED first');
    events.stop();
  }
});

test('a watch goes on from the version it saw, deletions included', async () => {
  const { metadata } = await send('POST', maps, { metadata: { name: 'second' } });
  await send('POST', maps, { metadata: { name: 'third' } });
  await send('DELETE', `${maps}/second`, {});
  const events = await watch(`resourceVersion=${metadata.resourceVersion}`);
  assert.deepEqual([shown(await events.next()), shown(await events.next())], ['ADDED third', 'DELETED second']);
  events.stop();
});

test('what comes to match is added, what no longer does is deleted', async () => {
  await send('POST', maps, { metadata: { name: 'fourth' } });
  const events = await watch('labelSelector=colour=red');
  await send('PATCH', `${maps}/fourth`, { metadata: { labels: { colour: 'red' } } });
  assert.equal(shown(await events.next()), 'ADDED fourth');
  const { metadata } = await send('PATCH', `${maps}/fourth`, { metadata: { labels: { colour: 'blue' } } });
  const gone = await events.next();
  assert.equal(shown(gone), 'DELETED fourth');
  assert.equal(gone?.object.metadata.resourceVersion, metadata.resourceVersion);
  events.stop();
});

test('tables tell their columns once', async () => {
  const events = await watch('', 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json');
  const [one, two] = [await events.next(), await events.next()];
  assert.ok(Array.isArray(one?.object.columnDefinitions));
  assert.equal(two?.object.columnDefinitions, null);
  assert.equal(two.object.rows?.length, 1);
  events.stop();
});

test('a timeout ends it, with a bookmark for those who want one', async () => {
  const events = await watch(`resourceVersion=${(await send('POST', maps, { metadata: { name: 'fifth' } })).metadata.resourceVersion}&timeoutSeconds=1&allowWatchBookmarks=true`);
  assert.equal((await events.next())?.type, 'BOOKMARK');
  assert.equal(await events.next(), null);
});

test('a forgotten version is 410', async () => {
  for (let at = 0; at < historyLength * 1.3; at += 1) bench.cluster.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `m${at}` } }]);
  const events = await watch('resourceVersion=1');
  const error = await events.next();
  assert.deepEqual([error?.type, error?.object.kind, error?.object.code], ['ERROR', 'Status', 410]);
  assert.equal(await events.next(), null);
});

// how soon is measured by the bench: here the machine may be busy
test('a hundred watches hear of a change soon', async () => {
  const { metadata } = await send('POST', maps, { metadata: { name: 'loud' } });
  const all = await Promise.all(Array.from({ length: 100 }, () => watch(`fieldSelector=metadata.name=loud&resourceVersion=${metadata.resourceVersion}`)));
  const start = performance.now();
  const heard = Promise.all(all.map((events) => events.next()));
  await send('PATCH', `${maps}/loud`, { data: { a: 'b' } });
  assert.ok((await heard).every((event) => shown(event) === 'MODIFIED loud'));
  const took = performance.now() - start;
  for (const events of all) events.stop();
  assert.ok(took <= 2000, `${Math.round(took)} ms`);
});
