/** A watch goes on whatever the API does: ends it, forgets, breaks off, sends too much or nonsense. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { KubernetesReader } from './kubernetes-reader.ts';
import { watchObjects } from './object-watch.ts';
import { ReadProblem } from './read-problem.ts';
import { objectIn, textIn } from './rows/told.ts';

type Answer = object | Error;

/** An API that answers what it is told to, in order; when nothing is left it says nothing. */
class Script {
  readonly asked: string[] = [];
  readonly told: string[] = [];
  readonly streams: PassThrough[] = [];
  readonly #answers: Answer[];
  #wake: () => void = () => undefined;
  stop: () => void = () => undefined;

  constructor(...answers: Answer[]) {
    this.#answers = answers;
    const reader = {
      context: 'c', exec: () => Promise.reject(new Error('no')), output: () => { throw new Error('no'); },
      get: (path: string) => this.#next(path), stream: async (path: string) => {
        const stream = new PassThrough() as unknown as PassThrough & { setTimeout(): void };
        stream.setTimeout = () => undefined;
        this.streams.push(stream);
        const said = await this.#next(path);
        if (Array.isArray(said)) for (const chunk of said as string[]) stream.write(chunk);
        if (!('hangs' in said)) stream.end();
        return stream as unknown as IncomingMessage;
      },
    } satisfies KubernetesReader;
    this.stop = watchObjects(() => Promise.resolve(reader), { path: '/pods', selectors: { labelSelector: 'a=b' }, rowOf: (object) => textIn(objectIn(object['metadata'])['name']) }, {
      rows: (rows, more) => { this.#tell(`${[...rows.values()].join(',').slice(0, 60)}${more ? '+' : ''}`); },
      seen: (problem) => { this.#tell(problem === null ? 'seen' : `! ${problem.message}`); },
    }, { backoffMs: () => 5 });
  }

  #next(path: string): Promise<object> {
    this.asked.push(path.replace(/^\/pods\?labelSelector=a%3Db&/, '').replace(/limit=100|watch=true&allowWatchBookmarks=true&timeoutSeconds=60&/, ''));
    const answer = this.#answers.shift();
    if (answer === undefined) return new Promise(() => undefined);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }

  #tell(what: string): void {
    this.told.push(what);
    this.#wake();
  }

  async until(last: string): Promise<void> {
    const late = setTimeout(() => { this.#wake(); }, 30_000);
    while (this.told.at(-1) !== last) {
      assert.ok(this.told.length < 1_000);
      const before = this.told.length;
      await new Promise<void>((resolve) => { this.#wake = resolve; });
      if (before === this.told.length) assert.fail(`told: ${JSON.stringify(this.told)}; asked: ${JSON.stringify(this.asked)}`);
    }
    clearTimeout(late);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

const pod = (name: string, version = '1'): object => ({ metadata: { name, uid: `u-${name}`, resourceVersion: version } });
const list = (names: string, version = '10', next?: string): object => ({ metadata: { resourceVersion: version, continue: next }, items: names === '' ? [] : names.split(',').map((name) => pod(name)) });
const event = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
const hangs = (...events: string[]): object => Object.assign(events, { hangs: true });

test('what is there is listed, and what comes, changes and goes is followed from there', async () => {
  using api = new Script(list('a', '10', 'more'), list('b'), hangs(event('ADDED', pod('c', '11')), event('DELETED', pod('a', '12')), event('BOOKMARK', { metadata: { resourceVersion: '20' } }), event('MODIFIED', pod('b', '21')), event('ADDED', pod('d', '22'))));
  await api.until('b,c,d');
  assert.deepEqual(api.told, ['a,b', 'seen', 'a,b,c', 'b,c', 'seen', 'b,c', 'b,c,d']);
  assert.deepEqual(api.asked, ['', '&continue=more', 'resourceVersion=10']);
});

test('a watch that ends goes on from its last event; one that is too old is listed anew, and nobody is told of either', async () => {
  using api = new Script(
    list('a'), [event('ADDED', pod('b', '11'))], [event('BOOKMARK', { metadata: { resourceVersion: '30' } })], [event('ERROR', { kind: 'Status', code: 410, message: 'too old resource version' })],
    list('a,b,c', '40'), hangs(event('DELETED', pod('a', '41'))),
  );
  await api.until('b,c');
  assert.deepEqual(api.asked, ['', 'resourceVersion=10', 'resourceVersion=11', 'resourceVersion=30', '', 'resourceVersion=40']);
  assert.ok(!api.told.some((what) => what.startsWith('! The Kubernetes')), api.told.join());
});

test('who does not answer is asked again, and what broke off is listed anew', async () => {
  using api = new Script(new ReadProblem('It is away.'), list('a'), new ReadProblem('It broke.', 503), list('b', '50'), hangs());
  await api.until('seen');
  assert.deepEqual(api.told, ['! It is away.', 'a', '! It broke.', 'b', 'seen']);
});

test('what is refused is told, and not asked again soon', async () => {
  using api = new Script(new ReadProblem('pods is forbidden', 403), list('a'));
  await api.until('! pods is forbidden');
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  assert.equal(api.asked.length, 1);
});

test('a line without end is not waited for, and not asked for again soon', async () => {
  using api = new Script(list('a'), hangs(...Array.from({ length: 40 }, () => 'x'.repeat(64 * 1024))), list('z'));
  await api.until('! One of the objects is larger than Kubernetes allows.');
  assert.equal(api.streams[0]?.destroyed, true);
  assert.equal(api.asked.length, 2);
});

const nonsense: [string, Answer[], RegExp][] = [
  ['a list that is none', [{ items: 'x' }], /without saying as of when/],
  ['a line that is no JSON', [list('a'), hangs('{"type": \n')], /no event of a watch/],
  ['an event without an object', [list('a'), hangs('{"type":"ERROR"}\n')], /ended the watch/],
];
for (const [what, answers, says] of nonsense) {
  test(`${what} ends the watch, which begins anew`, async () => {
    using api = new Script(...answers, list('z', '90'), hangs());
    while (!api.told.some((told) => says.test(told))) await new Promise(setImmediate);
    await api.until('seen');
    assert.ok(api.told.includes('z'));
    assert.ok(api.streams.slice(0, -1).every((stream) => stream.destroyed));
  });
}

test('a place with too many is shown in part, and ends in no endless list', async () => {
  const many = Array.from({ length: 100 }, (_, at) => `p${at}`).join(',');
  const pages = Array.from({ length: 5 }, (_, page) => list(many.replaceAll('p', `p${page}-`), '10', 'more'));
  using api = new Script(...pages, hangs(event('ADDED', pod('late', '11')), event('ADDED', { metadata: { name: 'no uid' } })));
  while (api.told.length < 4) await new Promise(setImmediate);
  assert.equal(api.asked.length, 6);
  assert.ok(api.told.every((what) => what === 'seen' || what.endsWith('+')));
});

test('when nobody looks any more, the stream is let go', async () => {
  const api = new Script(list('a'), hangs());
  await api.until('seen');
  api.stop();
  while (api.streams[0]?.destroyed !== true) await new Promise(setImmediate);
  assert.equal(api.asked.length, 2);
});
