/** Walkthroughs live: whoever follows one is told of what happens, and is seen to be there. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { WalkList, WalkView } from '../../common/walkthrough.ts';
import { TestBrowser } from '../ws/test-browser.ts';
import { codeOf, started, stateIn, TestWalks, until } from './test-walks.ts';

let walks: TestWalks;
before(async () => { walks = await TestWalks.start(); });
after(async () => { await walks[Symbol.asyncDispose](); });

test('what was done in a workspace that was begun anew does not count any more, and whoever follows hears of it', async () => {
  const { id } = await walks.begin('ada');
  await using bob = await TestBrowser.welcome(walks.server, 'bob');
  bob.say({ type: 'follow', topic: `walkthrough:${id}` });
  const ping = started(await walks.run('ada', id, 'ping'));
  walks.server.runner.end(ping.id, 'exited', 0);
  const told = async (state: string) => await until(() => Promise.resolve(bob.heard.findLast((message) => message.type === 'topic') as { body: WalkView } | undefined), (last) => last !== undefined && stateIn(last.body, 'ping') === state);
  await told('done');
  walks.server.ahead += 10;
  await walks.server.ask('POST', '/api/workspaces/reset', { as: 'ada', body: { environment: 'practice' } });
  assert.equal((await told('stale'))?.body.state.steps.ping?.staleFor, 'anew');
  assert.equal(codeOf(await walks.run('ada', id, 'stats')), 'needs-unmet');
});

test('whoever follows it is told at once, and is seen to be there', async () => {
  const { id } = await walks.begin('ada');
  await using ada = await TestBrowser.welcome(walks.server, 'ada');
  await using bob = await TestBrowser.welcome(walks.server, 'bob');
  const last = (browser: TestBrowser, topic: string) => browser.heard.findLast((message) => message.type === 'topic' && message.topic === topic) as { body: unknown } | undefined;
  const told = async (so: (view: WalkView) => boolean) => await until(() => Promise.resolve(last(ada, `walkthrough:${id}`)?.body as WalkView | undefined), (view) => view !== undefined && so(view));
  for (const browser of [ada, bob]) browser.say({ type: 'follow', topic: `walkthrough:${id}` });
  await told(({ present }) => present.map(({ person }) => person).toSorted().join() === 'ada,bob');
  ada.say({ type: 'follow', topic: 'walkthroughs:' });
  await walks.act('bob', id, { act: 'note', text: 'I look at the pods.', step: 'ping' });
  await told(({ entries }) => entries.at(-1)?.kind === 'note');
  const ping = started(await walks.run('ada', id, 'ping'));
  await told((view) => stateIn(view, 'ping') === 'running');
  walks.server.runner.end(ping.id, 'exited', 0);
  const done = await told((view) => stateIn(view, 'ping') === 'done');
  assert.equal(done?.texts, undefined);
  const listed = await until(() => Promise.resolve((last(ada, 'walkthroughs:')?.body as WalkList | undefined)?.walkthroughs.find((one) => one.id === id)), (one) => one?.counts.done === 1);
  assert.deepEqual(listed?.present.toSorted(), ['ada', 'bob']);
  await bob[Symbol.asyncDispose]();
  await told(({ present }) => present.length === 1);
  ada.say({ type: 'follow', topic: 'walkthrough:01923456-789a-7000-8000-000000000000' });
  ada.say({ type: 'follow', topic: 'walkthroughs:all' });
  await until(() => Promise.resolve(ada.heard.filter(({ type }) => type === 'topic-ended').length), (count) => count === 2);
});
