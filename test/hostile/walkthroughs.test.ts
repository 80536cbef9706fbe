/**
 * What somebody may try with a walkthrough: begin steps in the name of who is not there, be quicker than Hold, fill it or a list of
 * them until everybody else has trouble, or ask without end.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { walkLimits, type WalkList, type WalkView } from '../../common/walkthrough.ts';
import { codeOf, TestWalks, until, viewIn } from '../../server/walkthroughs/test-walks.ts';
import { TestBrowser } from '../../server/ws/test-browser.ts';
import type { Listener } from '../../server/ws/topics.ts';

let walks: TestWalks;
let told: Listener | undefined;
before(async () => {
  walks = await TestWalks.start({ topics: { big: (_who, _rest, _page, listener) => { told = listener; return Promise.resolve(() => undefined); } } });
});
after(async () => { await walks[Symbol.asyncDispose](); });

const aimed = { runbook: 'aimed', parameters: { TARGET: 'dev' } };

/** Lets one go on, and does something just as its first step is about to be given to the runner; gives how it stands once it is held. */
async function goOnAnd(asked: Record<string, unknown>): Promise<WalkView> {
  const { runner } = walks.server;
  const { id } = await walks.begin('ada', aimed);
  const { hello } = runner;
  const starts = runner.starts;
  runner.hello = async () => {
    runner.hello = hello;
    assert.equal((await walks.act('ada', id, asked)).status, 200);
    return await runner.hello();
  };
  await walks.act('ada', id, { act: 'go-on' });
  const view = await walks.held(id);
  // What was about to begin had time to.
  await walks.act('ada', id, { act: 'note', text: 'Well?' });
  await runner.hello();
  assert.equal(runner.starts - starts, 0);
  return view;
}

test('a step that is about to begin by itself does not begin when somebody holds or skips it just then', async () => {
  const held = await goOnAnd({ act: 'hold' });
  assert.deepEqual([held.state.steps.look?.state, held.state.held], ['waiting', '']);
  const skipped = await goOnAnd({ act: 'skip', step: 'look', reason: 'Not tonight.' });
  assert.deepEqual([skipped.state.steps.look?.state, skipped.state.held], ['skipped', '“after” needs “look” first.']);
});

test('nothing more begins in the name of who has logged out everywhere, or was disabled', async () => {
  const { server } = walks;
  const outs: readonly (readonly [string, () => Promise<unknown>, () => Promise<unknown>])[] = [
    ['logged out', () => server.ask('POST', '/api/logout', { as: 'ada' }), async () => { server.cookies.ada = await server.logIn('ada'); }],
    ['disabled', () => server.store.persons.setDisabled('ada', Date.now()), () => server.store.persons.setDisabled('ada', null)],
  ];
  for (const [what, out, back] of outs) {
    const { id } = await walks.begin('ada', aimed);
    await walks.act('ada', id, { act: 'go-on' });
    const going = await until(() => walks.look(id), ({ state }) => state.steps.look?.state === 'running');
    await out();
    server.runner.end(going.state.steps.look?.run ?? assert.fail(), 'exited', 0);
    const held = await until(async () => viewIn(await server.ask('GET', `/api/walkthroughs/${id}`, { as: 'bob' })), ({ state }) => state.going === null || state.steps.after?.state === 'running');
    await back();
    assert.deepEqual([held.state.steps.after?.state, held.state.held.slice(0, 20)], ['waiting', 'Whoever let it go on'], what);
  }
});

test('a walkthrough takes so many characters and no more, and can be ended then', async () => {
  const { id } = await walks.begin('ada', aimed);
  const text = 'x'.repeat(walkLimits.note);
  const note = () => walks.act('ada', id, { act: 'note', text });
  const fits = Math.floor(walkLimits.characters / walkLimits.note) - 10;
  await walks.server.store.walkthroughs.add(Array.from({ length: fits }, (_, at) => ({ walkthrough: id, seq: at + 2, at, by: 'bob', key: '', act: { kind: 'note', step: null, text } })));
  const answers: string[] = [];
  while (answers.at(-1) !== 'walkthrough-refused' && answers.length < 15) answers.push(codeOf(await note()));
  assert.deepEqual([answers[0], answers.at(-1)], ['none', 'walkthrough-refused']);
  assert.equal(codeOf(await walks.run('ada', id, 'look', aimed)), 'walkthrough-refused');
  assert.equal((await walks.act('ada', id, { act: 'end' })).status, 200);
  assert.equal(codeOf(await walks.act('ada', id, { act: 'reopen' })), 'walkthrough-refused');
});

test('reports are made at a pace, for each person', async () => {
  const { id } = await walks.begin('ada', aimed);
  const ask = async (as: 'ada' | 'bob') => (await walks.server.ask('GET', `/api/walkthroughs/${id}/report?as=markdown`, { as })).status;
  const all: number[] = [];
  await walks.server.inNoTime(async () => { for (let count = 0; count < 40 && all.at(-1) !== 429; count += 1) all.push(await ask('bob')); });
  assert.deepEqual([all[0], all.at(-1), await ask('ada')], [200, 429, 200]);
});

test('a list tells no value at length', async () => {
  const { id } = await walks.begin('ada', { runbook: 'live', parameters: { TARGET: 'dev', ANY: 'y'.repeat(4_096), NAMESPACE: 'cache' } });
  const { body } = await walks.server.ask('GET', '/api/walkthroughs', { as: 'bob' });
  const { ANY = '' } = (body as unknown as WalkList).walkthroughs.find((one) => one.id === id)?.parameters ?? {};
  assert.ok(ANY.length > 100 && ANY.length < 300);
});

test('what is too large to be told ends its topic, and no socket; what is asked for too fast is refused', async () => {
  await using browser = await TestBrowser.welcome(walks.server, 'ada');
  browser.say({ type: 'follow', topic: 'walkthroughs:' });
  browser.say({ type: 'follow', topic: 'big:x' });
  await browser.until('topic');
  told?.tell('x'.repeat(2 * 1024 * 1024));
  await browser.until('topic-ended');
  await walks.server.inNoTime(async () => {
    for (let times = 0; times < 200; times += 1) browser.say({ type: 'follow', topic: 'walkthroughs:' });
    await browser.settled();
  });
  const codes = browser.heard.flatMap((message) => (message.type === 'topic-ended' ? [message.error.code] : []));
  assert.deepEqual([codes[0], [...new Set(codes.slice(1))]], ['out-of-order', ['too-fast']]);
  assert.ok(codes.length > 100);
});
