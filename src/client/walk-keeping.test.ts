/** What is done in a walkthrough and not kept yet: through lost connections, refusals and pages that are loaded again. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { WalkView } from '../../common/walkthrough.ts';

// A page, as far as these modules need one.
const stored = new Map<string, string>();
Object.assign(globalThis, { addEventListener: () => undefined, sessionStorage: { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, text: string) => { stored.set(key, text); } } });
stored.set('handrail:keeping', JSON.stringify([
  { walkthrough: 'w', by: 'ann', key: 'old', asked: { act: 'note', text: 'before' }, problem: null }, { by: 'ann' }, null, 7,
]));
const { connection } = await import('./run-store.ts');
const { session } = await import('./session.ts');
const { walk } = await import('./walkthrough.ts');
const { keep, keeping, sendAgain, throwAway } = await import('./walk-keeping.ts');
const found = keeping.get();

const view = (seq: number) => ({ id: 'w', entries: [{ seq: 1 }], state: { seq } }) as unknown as WalkView;
/** What the server answers next, and all that it was asked. */
let answers: (object | 'nothing')[] = [];
let asked: { key: string; body: Record<string, unknown> }[] = [];
globalThis.fetch = (_path, init) => {
  const headers = init?.headers as Record<string, string>;
  asked.push({ key: headers['Idempotency-Key'] ?? '', body: JSON.parse(String(init?.body)) as Record<string, unknown> });
  const answer = answers.shift() ?? { walkthrough: view(9) };
  if (answer === 'nothing') return Promise.reject(new TypeError('no connection'));
  return Promise.resolve(new Response(JSON.stringify(answer), { status: 'error' in answer ? 409 : 200 }));
};
const moved = { error: { code: 'walkthrough-moved', message: 'Somebody was quicker.', details: {} } };

beforeEach(() => {
  answers = [];
  asked = [];
  keeping.set([]);
  session.set({ state: 'in', person: { id: 'ann', name: 'Ann' } } as never);
  walk.set({ id: 'w', view: view(3), problem: null, since: 1 });
});

test('what a page left before it was answered is there again, and nothing else', () => {
  assert.deepEqual(found.map(({ key, problem }) => [key, problem?.code]), [['old', 'away']]);
});

test('it stands there until the server has kept it, and is in this tab meanwhile', async () => {
  const done = keep({ act: 'note', text: 'Hello' });
  assert.deepEqual(keeping.get().map(({ asked: { act }, problem }) => [act, problem]), [['note', null]]);
  assert.match(stored.get('handrail:keeping') ?? '', /Hello/);
  await done;
  assert.deepEqual([keeping.get(), walk.get()?.view?.state.seq, asked[0]?.body], [[], 9, { act: 'note', text: 'Hello' }]);
});

test('without an answer it goes out once more when the connection is back: the same, under the same key', async () => {
  answers = ['nothing'];
  await keep({ act: 'skip', step: 'ping', reason: 'known' });
  assert.equal(keeping.get()[0]?.problem?.code, 'away');
  walk.set({ id: 'w', view: view(5), problem: null, since: 1 });
  connection.set('open');
  for (let turn = 0; keeping.get().length > 0 && turn < 1_000; turn += 1) await new Promise((next) => setImmediate(next));
  assert.deepEqual(asked.map(({ body }) => body.seen), [3, 3]);
  assert.equal(new Set(asked.map(({ key }) => key)).size, 1);
  assert.deepEqual(keeping.get(), []);
  connection.set('idle');
});

test('one that was refused waits for its person, who sends it as things stand now, or throws it away', async () => {
  answers = [moved, moved];
  await keep({ act: 'tick', step: 'announce' });
  connection.set('open');
  connection.set('idle');
  assert.equal(asked.length, 1);
  walk.set({ id: 'w', view: view(7), problem: null, since: 1 });
  await sendAgain(keeping.get()[0]?.key ?? '');
  assert.deepEqual(asked.map(({ body }) => body.seen), [3, 7]);
  assert.notEqual(asked[0]?.key, asked[1]?.key);
  assert.equal(keeping.get()[0]?.problem?.message, 'Somebody was quicker.');
  throwAway(keeping.get()[0]?.key ?? '');
  assert.deepEqual([keeping.get(), asked.length], [[], 2]);
});

test('what one person did is not sent in the name of another who logs in here', async () => {
  answers = ['nothing'];
  await keep({ act: 'note', text: 'from Ann' });
  const turns = async () => { for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next)); };
  connection.set('idle');
  session.set({ state: 'in', person: { id: 'bob', name: 'Bob' } } as never);
  connection.set('open');
  await sendAgain(keeping.get()[0]?.key ?? '');
  await turns();
  assert.deepEqual([asked.length, keeping.get().length], [1, 1]);
  session.set({ state: 'in', person: { id: 'ann', name: 'Ann' } } as never);
  await turns();
  assert.deepEqual([asked.length, keeping.get().length], [2, 0]);
});
